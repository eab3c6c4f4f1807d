import { FUNCTIONS } from "./functions.ts";
import { fold } from "./names.ts";
import type { Mark } from "./tokens.ts";

const table = (text: string): Map<string, string> =>
  new Map(
    text
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split(":") as [string, string]),
  );

/** Commands that stand for a letter. Variants of one letter are one letter: `\varphi` is φ. */
export const LETTERS: ReadonlyMap<string, string> = table(`
  alpha:α beta:β gamma:γ delta:δ epsilon:ε varepsilon:ε zeta:ζ eta:η theta:θ vartheta:θ iota:ι kappa:κ lambda:λ mu:μ
  nu:ν xi:ξ omicron:ο pi:π varpi:π rho:ρ varrho:ρ sigma:σ varsigma:σ tau:τ upsilon:υ phi:φ varphi:φ chi:χ psi:ψ omega:ω
  Gamma:Γ Delta:Δ Theta:Θ Lambda:Λ Xi:Ξ Pi:Π Sigma:Σ Upsilon:Υ Phi:Φ Psi:Ψ Omega:Ω ell:ℓ`);

/** Commands that put a combining mark on a name. */
export const ACCENTS: ReadonlyMap<string, string> = new Map([
  ["tilde", "\u0303"],
  ["widetilde", "\u0303"],
  ["hat", "\u0302"],
  ["widehat", "\u0302"],
  ["bar", "\u0304"],
  ["overline", "\u0304"],
  ["dot", "\u0307"],
  ["ddot", "\u0308"],
  ["check", "\u030C"],
  ["widecheck", "\u030C"],
  ["breve", "\u0306"],
  ["acute", "\u0301"],
  ["grave", "\u0300"],
  ["mathring", "\u030A"],
  ["underline", "\u0332"],
  ["vec", "\u20D7"],
  ["overrightarrow", "\u20D7"],
  ["overleftarrow", "\u20D6"],
]);

/** Operators and brackets by their commands; characters that mean the same stand with the plain-text lexer. */
export const OPERATORS: ReadonlyMap<string, Mark> = new Map(
  Object.entries({
    ...{
      cdot: "·",
      odot: "⊙",
      circ: "⊙",
      ast: "⊙",
      div: "/",
      coloneqq: "=",
      triangleq: "=",
      gets: "=",
      leftarrow: "=",
    },
    ...{ "{": "(", "}": ")", lbrace: "(", rbrace: ")", lparen: "(", rparen: ")", lbrack: "[", rbrack: "]" },
  } satisfies Record<string, Mark>),
);

/** How a command shows its argument: bold is part of a name, words are read as one name, the rest is one letter. */
export type Style = "bold" | "word" | "letter";

export const STYLES: ReadonlyMap<string, Style> = new Map([
  ...["mathbf", "boldsymbol", "bm", "pmb", "symbf", "bold", "mathbfit", "bf", "bfseries"].map(
    (name): [string, Style] => [name, "bold"],
  ),
  ...["mathrm", "mathit", "mathsf", "mathtt", "operatorname", "mathop", "rm", "it", "sf", "tt"].map(
    (name): [string, Style] => [name, "word"],
  ),
  ...["text", "textrm", "textit", "textsf", "texttt", "textbf", "textnormal", "mbox", "hbox"].map(
    (name): [string, Style] => [name, "word"],
  ),
  ...["mathcal", "mathscr", "mathfrak", "mathbb", "mathnormal", "cal", "mathbin", "mathrel", "boxed"].map(
    (name): [string, Style] => [name, "letter"],
  ),
]);

/** Old commands that change the style of the rest of their group: `{\bf W}`. */
export const SWITCHES: ReadonlySet<string> = new Set(["bf", "bfseries", "rm", "it", "sf", "tt", "cal"]);

/** Commands whose argument is prose unless it is one word. */
export const isText = (command: string): boolean => /^(?:text\w*|[mh]box)$/.test(command);

/** Wide spaces: what stands behind one is another equation, or a remark. */
export const GAPS: ReadonlySet<string> = new Set(["quad", "qquad", "hspace", "hfill", "hskip"]);

const SIZING = ["left", "right", ...["big", "Big", "bigg", "Bigg"].flatMap((b) => [b, `${b}l`, `${b}r`, `${b}m`])];

/** Commands that mean nothing here. */
export const SILENT: ReadonlySet<string> = new Set([
  ...SIZING,
  ...[",", ";", ":", "!", ">", " ", "\n", "\r", "\t", "/", "-", "enspace", "thinspace", "medspace", "thickspace"],
  ...["negthinspace", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "notag", "nonumber", "strut"],
  ...["mathstrut", "centering", "noindent", "null", "allowbreak", "nobreak", "protect", "small", "relax", "(", ")"],
]);

/** Commands that mean nothing here, with an argument that means nothing either. */
export const SILENT_WITH_ARGUMENT: ReadonlySet<string> = new Set([
  ...["vspace", "hspace", "label", "tag", "phantom", "hphantom", "vphantom", "ref", "eqref", "cite", "color"],
  ...["textcolor", "footnote", "intertext", "shortintertext"],
]);

export const isSizing = (command: string): boolean => SIZING.includes(command);

/** The function that a command calls, by the spelling that the vocabulary knows. */
export function functionCommand(command: string): string | undefined {
  if (command === "ln") return "log";
  if (command.length < 2) return undefined;
  return FUNCTIONS.has(command) ? command : FUNCTIONS.get(fold(command))?.name;
}

/** Every command that is read, for hints. */
export const knownCommands = (): string[] => [
  ...[LETTERS, ACCENTS, OPERATORS, STYLES, FUNCTIONS].flatMap((commands) => [...commands.keys()]),
  ...["frac", "begin", "end", "quad", "left", "right", "prime", "underbrace"],
];
