/** What the library calls an option, and the flag that sets it. */
const FLAGS: Readonly<Record<string, string>> = {
  target: "--target",
  time: "--time",
  timeFormat: "--time-format",
  id: "--id",
  known: "--known",
  past: "--past",
  season: "--season",
  separator: "--separator",
  decimal: "--decimal",
  encoding: "--encoding",
};

const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const VALUE = String.raw`(?:\[\s*${STRING}(?:\s*,\s*${STRING})*\s*\]|${STRING})`;
const SETTING = new RegExp(String.raw`\b(${Object.keys(FLAGS).join("|")}): (${VALUE}(?:(?:, | or )${VALUE})*)`, "g");

/** Sayings that stand for a flag without naming its option. */
const SAYINGS: readonly (readonly [saying: RegExp, words: string])[] = [
  [/\bforecaster (horizon|hidden|layers|lookback|epochs|members)\b/, "--$1"],
  [/\bfit seed\b/, "--seed"],
  [/\bpredict, set (?=\S)/, "--set "],
  [/\bpredict, future\b/, "--future"],
  [/\bpredict\(\{ future: table \}\), or set for one value/, "--future FILE, or --set COLUMN=NUMBER for one value"],
  [/\boption bind\b/, "--let"],
  [/\boption sizes\b/, "--size"],
  [/\boption inputs\b/, "--inputs"],
  [/\boption bias\b/, "--bias"],
  [/\boption output\b/, "--output"],
  [/\{ bind: \{ (\S+): "(\w+)" \} \}/, "--let $1=$2"],
  [/\{ inputs: \["([^"]*)", …\] \}/, "--inputs $1,…"],
  [/\{ output: "([^"]*)" \}/, "--output $1"],
  [/\bsizes: \{ (\S+): (\d+) \}/g, "--size $1=$2"],
  [/\brole: target, known, past or static\b/, "role: --target, --known, --past or --static"],
  [/\{ parameters: \["([^"]*)"\] \} to declare it as a parameter/, "W_$1, if a parameter is meant"],
  [/\breadTable (separator|decimal|encoding)\b/, "--$1"],
  [/\bpanel season\b/, "--season"],
  [/\ba shorter holdout\b/, "a smaller --horizon"],
  [/\ba shorter lookback or horizon\b/, "a smaller --lookback or --horizon"],
  [/, or a larger maxBytes\b/, ""],
];

/** A value as a shell reads it back: in quotes where a sign would mean something else there. */
export function shellWord(value: string): string {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value;
  return /["$`\\!]/.test(value) ? `'${value.replaceAll("'", "'\\''")}'` : `"${value}"`;
}

/** A text of the library in the words of the command line: `target: "cnt"` becomes `--target cnt`. */
export function inFlags(text: string): string {
  const flagged = text.replace(SETTING, (_, option: string, values: string) => {
    const words = values.replace(new RegExp(VALUE, "g"), (value) => shellWord([JSON.parse(value)].flat().join(",")));
    return `${FLAGS[option]} ${words}`;
  });
  return SAYINGS.reduce((said, [saying, words]) => said.replace(saying, words), flagged);
}
