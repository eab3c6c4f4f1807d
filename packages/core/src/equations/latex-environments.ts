import { nearest } from "../checks/nearest.ts";
import { argument, type Tex } from "./latex-script.ts";
import { type At, equationError, place } from "./source.ts";
import { isSymbol, type Token } from "./tokens.ts";

const LINES = [
  ...["aligned", "align", "alignat", "alignedat", "flalign", "split", "gather", "gathered", "multline", "multlined"],
  ...["equation", "eqnarray", "displaymath", "math", "array"],
];
const MATRICES = ["matrix", "bmatrix", "pmatrix", "Bmatrix", "smallmatrix"];

/** The environments that a formula is in while it is read. */
export interface Environments {
  /** Whether `\\` ends lines here, so that line ends of the text do not. */
  areLinesMarked(): boolean;
  /** Whether rows are joined here: in a matrix, and in an `array` within brackets. */
  isMatrix(): boolean;
  /** Whether the environment opens a bracket. Errors: E_EQUATION for one that is not known. */
  begin(name: string, at: At, tokens: readonly Token[]): boolean;
  /** Whether the environment that ends here closes a bracket. Errors: E_EQUATION unless it is the last that began. */
  end(name: string, at: At): boolean;
  /** The index behind an environment's own arguments, such as the columns of an `array`. */
  behindArguments(name: string, next: number, to: number): number;
  /** Errors: E_EQUATION for an environment that does not end. */
  checkClosed(): void;
}

export function environments(tex: Tex): Environments {
  const { source } = tex;
  const open: { name: string; at: At; bracket: boolean; joins: boolean }[] = [];

  return {
    areLinesMarked: () => open.length > 0,
    isMatrix: () => open.at(-1)?.joins === true,
    begin(name, at, tokens) {
      const plain = name.replace(/\*$/, "");
      const bracket = MATRICES.includes(plain);
      if (!bracket && !LINES.includes(plain)) {
        const known = [...LINES, ...MATRICES];
        throw equationError(source, at, {
          expected: `an environment of equations (aligned, split, array …) or a column of values (bmatrix)`,
          got: name || "no name",
          hint: plain === "cases" ? "one equation for all cases" : nearest(plain, known),
        });
      }
      open.push({ name, at, bracket, joins: bracket || (plain === "array" && isInBrackets(tokens)) });
      return bracket;
    },
    end(name, at) {
      const last = open.pop();
      if (last?.name === name) return last.bracket;
      throw equationError(source, at, {
        expected: last === undefined ? "\\begin before \\end" : `\\end{${last.name}}, as at ${place(source, last.at)}`,
        got: `\\end{${name}}`,
      });
    },
    behindArguments(name, next, to) {
      const plain = name.replace(/\*$/, "");
      let i = next;
      const position = tex.tokens.slice(i, i + 3);
      if (position[0]?.text === "[" && /^[tcb]$/.test(position[1]?.text ?? "") && position[2]?.text === "]") i += 3;
      return /^(?:array|alignat|alignedat)$/.test(plain) ? argument(tex, i, to, tex.tokens[next - 1]!).next : i;
    },
    checkClosed() {
      const last = open.at(-1);
      if (last !== undefined)
        throw equationError(source, last.at, { expected: `\\end{${last.name}}`, got: "the end of the text" });
    },
  };
}

/** Whether a bracket is open at the end of what was read. */
function isInBrackets(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const token of tokens) {
    if (isSymbol(token, "(", "[")) depth++;
    if (isSymbol(token, ")", "]")) depth--;
  }
  return depth > 0;
}
