import { readName } from "./lex-name.ts";
import { powerToken } from "./name-builder.ts";
import { type At, equationError, printable, type Source } from "./source.ts";
import { isSymbol, type Mark, type Token } from "./tokens.ts";

/** Operators and brackets by their characters, in every dialect. */
export const SYMBOLS: ReadonlyMap<string, Mark> = new Map([
  ...([..."+-/=()[],;"] as Mark[]).map((symbol): [string, Mark] => [symbol, symbol]),
  ["−", "-"],
  ["–", "-"],
  ["⊙", "⊙"],
  ["∘", "⊙"],
  ["*", "⊙"],
  ["∗", "⊙"],
  ["·", "·"],
  ["⋅", "·"],
  ["@", "·"],
  // As East Asian keyboards type them.
  ...([..."+-/=()[],;"] as Mark[]).map((symbol): [string, Mark] => [wide(symbol), symbol]),
  [wide("*"), "⊙"],
]);

function wide(symbol: string): string {
  return String.fromCharCode(symbol.charCodeAt(0) + 0xfee0);
}

const SPACE = /[^\S\r\n]+|#[^\r\n]*/y;
const NEWLINE = /\r\n|\r|\n/y;
export const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME_START = /[~^]?[\p{L}_]/uy;
const RAISED = /\^\s*(?:\{\s*(\d+)\s*\}|\(\s*(\d+)\s*\)|(\d+))/y;
const RAISED_DIGITS = /[⁰¹²³⁴-⁹]+/y;

/** The tokens of a plain-text source, ending in an `end` token. */
export function lexPlain(source: Source): Token[] {
  const { text } = source;
  const tokens: Token[] = [];
  let offset = 0;
  const match = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = offset;
    return pattern.exec(text) ?? undefined;
  };
  const span = (length: number): At => ({ start: offset, end: offset + length });
  while (offset < text.length) {
    const before = tokens.at(-1);
    let found: RegExpExecArray | undefined;
    if ((found = match(SPACE))) {
      offset += found[0].length;
      continue;
    }
    const closed = isSymbol(before, ")", "]") && before.end === offset;
    if (closed && text[offset] === "_") throw unitIndex(source, span(1));
    if ((found = match(NEWLINE))) tokens.push({ kind: "newline", ...span(found[0].length) });
    else if ((found = match(NUMBER))) tokens.push(numberToken(source, found[0], span(found[0].length)));
    else if ((text[offset] !== "^" || !isOperand(before)) && match(NAME_START)) {
      const name = readName(source, offset);
      tokens.push(...name);
      offset = name[0]!.end; // in x^2_t the power ends before its name does
      continue;
    } else if ((found = match(RAISED))) {
      const digits = (found[1] ?? found[2] ?? found[3])!;
      tokens.push(powerToken(source, Number(digits), span(found[0].length)));
    } else if ((found = match(RAISED_DIGITS)))
      tokens.push(powerToken(source, Number(found[0].normalize("NFKC")), span(found[0].length)));
    else {
      const symbol = SYMBOLS.get(text[offset]!);
      if (symbol === undefined) throw unexpected(source, span(String.fromCodePoint(text.codePointAt(offset)!).length));
      tokens.push({ kind: "symbol", symbol, ...span(1) });
    }
    offset = tokens.at(-1)!.end;
  }
  tokens.push({ kind: "end", start: text.length, end: text.length });
  return tokens;
}

/** Whether a `^` that follows raises: after anything that has a value. */
export const isOperand = (token: Token | undefined) =>
  token?.kind === "name" || token?.kind === "number" || token?.kind === "power" || isSymbol(token, ")", "]");

export function numberToken(source: Source, digits: string, at: At): Token {
  const value = Number(digits);
  if (!Number.isFinite(value))
    throw equationError(source, at, { expected: "a number below 1.8e308", got: digits.slice(0, 40) });
  return { kind: "number", value, ...at };
}

export const unitIndex = (source: Source, at: At) =>
  equationError(source, at, {
    expected: "values of whole vectors",
    got: "an index of a single unit",
    hint: "the same equation without the index: it holds for every unit j alike",
  });

function unexpected(source: Source, at: At) {
  const character = source.text.slice(at.start, at.end);
  const hint =
    character === "^"
      ? "a digit after ^ for a power, or a label in braces right after a name, as in W^{i}"
      : character === "{" || character === "}"
        ? "parentheses: braces are for scripts, as in h_{t-1}"
        : character === "×" || character === "⊗"
          ? "⊙ or * for the elementwise product, · or @ for a matrix product"
          : undefined;
  return equationError(source, at, {
    expected: "a name, a number, an operator or a bracket",
    got: `the character ${printable(character)}`,
    hint,
  });
}
