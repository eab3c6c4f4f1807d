import type { Equations } from "./expression.ts";
import { ACCENTS, LETTERS } from "./latex-commands.ts";
import { type Notation, sides } from "./print.ts";
import type { Time } from "./tokens.ts";

// Of several commands for one letter or mark, the first is the one that is written.
const inverse = (commands: ReadonlyMap<string, string>) =>
  new Map([...commands].reverse().map(([command, letter]) => [letter, command]));
const LETTER_COMMANDS = inverse(LETTERS);
const ACCENT_COMMANDS = inverse(ACCENTS);
/** What LaTeX itself typesets as an operator. */
const OWN_FUNCTIONS: ReadonlySet<string> = new Set(["tanh", "exp", "log", "min", "max"]);

const LATEX: Notation = {
  name: latexName,
  column: (name) => `\\text{${escaped(name)}}`,
  function: latexFunction,
  // A prime is a superscript too, and TeX takes one only.
  power: (base, exponent) => (/^[^(]*'/.test(base) ? `{${base}}^{${exponent}}` : `${base}^{${exponent}}`),
  minus: "-",
  elementwise: "\\odot",
  apply: "\\cdot",
};

/**
 * The equations as LaTeX, one a line in `aligned`: reading it gives the same cell.
 *
 * Bound functions, added biases and the parameters of `norm` are written out.
 */
export function printLatex(equations: Equations): string {
  const lines = sides(equations, LATEX).map(([left, right]) => `  ${left} &= ${right}`);
  return `\\begin{aligned}\n${lines.join(" \\\\\n")}\n\\end{aligned}`;
}

function latexFunction(spelling: string): string {
  const letter = LETTER_COMMANDS.get(spelling);
  if (letter !== undefined) return `\\${letter}`;
  return OWN_FUNCTIONS.has(spelling) ? `\\${spelling}` : `\\operatorname{${escaped(spelling)}}`;
}

const SIMPLE_LABELS = /^(?:_(?:\{[^{}]*\}|[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}′]*))*$/u;

/** `h̃_i` at t − 1 as `\tilde{h}_{i,t-1}`; letters that are no letter with labels stand together in `\mathrm{…}`. */
function latexName(name: string, time: Time): string {
  const times = time === "previous" ? ["t-1"] : time === "now" && !name.endsWith("}") ? ["t"] : [];
  const scripted = (base: string, labels: readonly string[]) => {
    const scripts = [...labels, ...times].join(",");
    return scripts === "" ? base : /^[\p{L}\p{Nd}]$/u.test(scripts) ? `${base}_${scripts}` : `${base}_{${scripts}}`;
  };
  const head = /^_*[^_]*/u.exec(name)![0];
  const tail = name.slice(head.length);
  const letter = SIMPLE_LABELS.test(tail) ? latexLetter(head) : undefined;
  if (letter !== undefined) return scripted(letter, labelsOf(tail));
  // Only labels in braces cannot be part of a word.
  const braces = /(?:_\{[^{}]*\})*$/u.exec(name)![0];
  const word = name.slice(0, name.length - braces.length);
  const primes = /^_*[^_′]+(′+)$/u.exec(word)?.[1] ?? "";
  const letters = word.slice(0, word.length - primes.length);
  return scripted(`\\mathrm{${escaped(letters)}}${"'".repeat(primes.length)}`, labelsOf(braces));
}

const labelsOf = (tail: string): string[] =>
  [...tail.matchAll(/_(?:\{([^{}]*)\}|([^_{}]+))/gu)].map(([, braced, plain]) =>
    (braced ?? plain)!.replaceAll("′", "'"),
  );

/** One letter with its accents and primes; undefined for anything longer. */
function latexLetter(head: string): string | undefined {
  const found = /^(\p{L})(\p{M}*)(′*)$/u.exec(head.normalize("NFD"));
  if (found === null) return undefined;
  const [, letter, marks, primes] = found as unknown as [string, string, string, string];
  const bold = letter.normalize("NFKC");
  let text = /^[\u{1D400}-\u{1D433}]$/u.test(letter)
    ? `\\mathbf{${bold}}`
    : LETTER_COMMANDS.has(letter)
      ? `\\${LETTER_COMMANDS.get(letter)}`
      : letter;
  for (const mark of marks) {
    const command = ACCENT_COMMANDS.get(mark);
    if (command === undefined) return undefined;
    text = `\\${command}{${text}}`;
  }
  return text + "'".repeat(primes.length);
}

const escaped = (word: string): string => word.replaceAll("_", "\\_");
