import { latexBlocks } from "./latex-blocks.ts";
import { columnAt } from "./latex-column.ts";
import {
  functionCommand,
  GAPS,
  isSizing,
  isText,
  OPERATORS,
  SILENT,
  SILENT_WITH_ARGUMENT,
  STYLES,
  SWITCHES,
} from "./latex-commands.ts";
import { environments } from "./latex-environments.ts";
import { unexpectedCharacter, unknownCommand } from "./latex-errors.ts";
import { behindGap, behindLineBreak, indexBehind } from "./latex-layout.ts";
import { argument, closing, shown, type Tex } from "./latex-script.ts";
import { functionWords } from "./latex-words.ts";
import { readLatexName, readMoreScripts, readScript, textOf } from "./lex-latex-name.ts";
import { isOperand, NUMBER, numberToken, SYMBOLS, unitIndex } from "./lex-plain.ts";
import { powerToken } from "./name-builder.ts";
import { fold } from "./names.ts";
import { LIMITS } from "./parse.ts";
import { type At, equationError, excerpt, type Source } from "./source.ts";
import { texTokens } from "./tex.ts";
import { isSymbol, type Mark, type Token } from "./tokens.ts";

/**
 * The tokens of a LaTeX source, ending in an `end` token. Names are single letters; `words` are those that count as one
 * name, beside the known functions.
 *
 * Errors: E_EQUATION for commands and characters that say nothing about cells.
 */
export function lexLatex(source: Source, words: Iterable<string> = []): Token[] {
  const tokens: Token[] = [];
  for (const { start, end } of latexBlocks(source)) {
    const tex: Tex = { source, tokens: texTokens(source, start, end) };
    tokens.push(...formula(tex, words), { kind: "newline", start: end, end });
  }
  const { length } = source.text;
  return [...tokens, { kind: "end", start: length, end: length }];
}

function formula(tex: Tex, words: Iterable<string>): Token[] {
  const { source } = tex;
  const tokens: Token[] = [];
  const wordAt = functionWords(tex, words);
  const within = environments(tex);
  let depth = 0;

  const push = (symbol: Mark, { start, end }: At) => tokens.push({ kind: "symbol", symbol, start, end });
  const breakLine = ({ start, end }: At) => tokens.push({ kind: "newline", start, end });

  /** Ends an equation, or in a matrix what stands before the next part. */
  const endLine = (symbol: Mark, at: At) => (within.isMatrix() ? push(symbol, at) : breakLine(at));

  function read(from: number, to: number, isBold: boolean): void {
    if (++depth > LIMITS.depth)
      throw equationError(source, tex.tokens[from] ?? tex.tokens[from - 1]!, {
        expected: `groups nested ${LIMITS.depth} deep at most`,
        got: "more",
      });
    let i = from;
    while (i < to) i = readPiece(i, to, isBold);
    depth--;
  }

  /** Reads what starts at an index; the index behind it. */
  function readPiece(i: number, to: number, bold: boolean): number {
    const token = tex.tokens[i]!;
    const { kind, text } = token;
    if (kind === "newline") {
      if (!within.areLinesMarked()) breakLine(token);
      return i + 1;
    }
    if (kind === "digit" || isDecimalPoint(i, to)) return readNumber(i, to);
    const word = kind === "letter" ? wordAt(i, to) : undefined;
    const name = readLatexName(tex, i, { end: to, bold, word });
    if (name !== undefined) {
      tokens.push(...name.tokens);
      return readColumn(name.next, to) ?? readArgument(name.next, to, word !== undefined, bold);
    }
    if (kind === "command") return readCommand(i, to, bold);
    if (kind === "open") {
      const close = closing(tex, i, to);
      const first = tex.tokens[i + 1]!;
      const switched = first.kind === "command" && SWITCHES.has(first.text);
      read(switched ? i + 2 : i + 1, close, bold || (switched && STYLES.get(first.text) === "bold"));
      return readOn({ to: close, next: close + 1 }, to);
    }
    if (kind === "mark" && (text === "^" || text === "_")) return readLooseScript(i, to);
    if (kind === "raised" && isOperand(tokens.at(-1))) return readRaised(i);
    return readMark(i, to);
  }

  /** Behind a group that holds more than a name, scripts are those of its last name, as they look. */
  function readOn({ to: end, next }: { to: number; next: number }, to: number): number {
    const last = tokens.at(-1);
    const isScript = next < to && /^[_^'′’]$/.test(tex.tokens[next]!.text);
    if (!isScript || last?.kind !== "name" || last.end !== tex.tokens[end - 1]!.end) return next;
    const more = readMoreScripts(tex, last, { index: next, end: to });
    tokens.splice(-1, 1, ...more.tokens);
    return readColumn(more.next, to) ?? more.next;
  }

  function isDecimalPoint(i: number, to: number): boolean {
    const [point, digit] = [tex.tokens[i]!, tex.tokens[i + 1]];
    return (
      point.kind === "mark" && point.text === "." && i + 1 < to && digit!.kind === "digit" && digit!.start === point.end
    );
  }

  function readNumber(i: number, to: number): number {
    const { start } = tex.tokens[i]!;
    NUMBER.lastIndex = 0;
    const [digits] = NUMBER.exec(source.text.slice(start, tex.tokens[to - 1]!.end))!;
    const at = { start, end: start + digits.length };
    tokens.push(numberToken(source, digits, at));
    return indexBehind(tex, i, to, at.end);
  }

  /** `x_t[holiday]`: a word in brackets behind a name is a column. */
  function readColumn(next: number, to: number): number | undefined {
    const name = tokens.at(-1)!;
    if (name.kind !== "name" || !(name.time !== "none" || fold(name.name) === "x")) return undefined;
    const found = columnAt(tex, next, to);
    if (found === undefined) return undefined;
    push("[", found.open);
    tokens.push({ kind: "name", name: found.key, time: "none", raw: found.key, ...found.at });
    push("]", found.close);
    return found.next;
  }

  /** `\tanh{…}`: the group behind a function's name holds what it applies to. */
  function readArgument(next: number, to: number, isFunction: boolean, bold: boolean): number {
    if (!isFunction || next >= to || tex.tokens[next]!.kind !== "open") return next;
    const close = closing(tex, next, to);
    inBrackets(next + 1, close, bold);
    return close + 1;
  }

  function inBrackets(from: number, to: number, bold: boolean): void {
    const before = tex.tokens[from - 1]!;
    push("(", before);
    read(from, to, bold);
    push(")", tex.tokens[to] ?? before);
  }

  function readCommand(i: number, to: number, bold: boolean): number {
    const token = tex.tokens[i]!;
    const { text } = token;
    const f = functionCommand(text);
    if (f !== undefined) {
      if (text === "sqrt" && tex.tokens[i + 1]?.text === "[")
        throw equationError(source, token, {
          expected: "a square root",
          got: `${shown(tex, token)}[`,
          hint: "\\sqrt{…}",
        });
      const name = readLatexName(tex, i, { end: to, bold, word: { name: f, next: i + 1 } })!;
      tokens.push(...name.tokens);
      return readArgument(name.next, to, true, bold);
    }
    const operator = OPERATORS.get(text);
    if (operator !== undefined) {
      push(operator, token);
      return i + 1;
    }
    if (text === "\\" || text === "newline" || text === "cr") {
      endLine(";", token);
      return behindLineBreak(tex, i, to);
    }
    if (GAPS.has(text)) {
      breakLine(token);
      return behindGap(tex, i, to);
    }
    if (SILENT_WITH_ARGUMENT.has(text)) {
      const star = tex.tokens[i + 1]?.text === "*" ? 2 : 1;
      return argument(tex, i + star, to, token).next;
    }
    if (SILENT.has(text)) {
      const isDot = isSizing(text) && tex.tokens[i + 1]?.text === "."; // \right. closes nothing
      return isDot ? i + 2 : i + 1;
    }
    if (/^[dt]?frac$/.test(text)) return readFraction(i, to, bold);
    if (text === "underbrace" || text === "overbrace") {
      const inner = argument(tex, i + 1, to, token);
      read(inner.from, inner.to, bold);
      const script = tex.tokens[inner.next];
      return script?.text === "_" || script?.text === "^" ? argument(tex, inner.next + 1, to, script).next : inner.next;
    }
    if (text === "begin" || text === "end") return readEnvironment(i, to);
    const style = STYLES.get(text);
    if (style !== undefined && !SWITCHES.has(text)) {
      const star = tex.tokens[i + 1]?.text === "*" ? 2 : 1;
      const inner = argument(tex, i + star, to, token);
      if (isText(text) && /\p{L}/u.test(textOf(tex, inner.from, inner.to))) return inner.next; // a remark
      read(inner.from, inner.to, bold || style === "bold");
      return readOn(inner, to);
    }
    throw unknownCommand(tex, token);
  }

  function readFraction(i: number, to: number, bold: boolean): number {
    const token = tex.tokens[i]!;
    const above = argument(tex, i + 1, to, token);
    const below = argument(tex, above.next, to, token);
    push("(", token);
    push("(", token);
    read(above.from, above.to, bold);
    push(")", token);
    push("/", token);
    push("(", token);
    read(below.from, below.to, bold);
    push(")", token);
    push(")", token);
    return below.next;
  }

  function readEnvironment(i: number, to: number): number {
    const token = tex.tokens[i]!;
    const { from, to: close, next } = argument(tex, i + 1, to, token);
    const name = textOf(tex, from, close);
    const at = { start: token.start, end: tex.tokens[next - 1]!.end };
    if (token.text === "begin") {
      const bracket = within.begin(name, at, tokens);
      if (bracket) push("[", at);
      return within.behindArguments(name, next, to);
    }
    if (within.end(name, at)) {
      if (isSymbol(tokens.at(-1), ";", ",")) tokens.pop();
      push("]", at);
    }
    return next;
  }

  /** A script without a name: a power of what stands before it, or an error. */
  function readLooseScript(i: number, to: number): number {
    const token = tex.tokens[i]!;
    const before = tokens.at(-1);
    if (token.text === "_" && isSymbol(before, ")", "]")) throw unitIndex(source, token);
    const { text, next } = readScript(tex, i, to);
    const at = { start: token.start, end: tex.tokens[next - 1]!.end };
    if (token.text === "^" && /^\d+$/.test(text) && isOperand(before)) {
      tokens.push(powerToken(source, Number(text), at));
      return next;
    }
    throw equationError(source, at, {
      expected: isOperand(before) ? "a power from 1 to 9" : "a name before its script",
      got: excerpt(source.text.slice(at.start, at.end)),
      ...(isOperand(before) && { hint: "labels and times right behind a name, as in h_{t-1}: a bracket has none" }),
    });
  }

  function readRaised(i: number): number {
    const token = tex.tokens[i]!;
    const digits = token.text.normalize("NFKC");
    if (!/^\d+$/.test(digits)) throw unexpectedCharacter(tex, token);
    tokens.push(powerToken(source, Number(digits), token));
    return i + 1;
  }

  function readMark(i: number, to: number): number {
    const token = tex.tokens[i]!;
    const { text } = token;
    if (text === "&") {
      endLine(",", token);
      return i + 1;
    }
    if (text === ".") {
      breakLine(token); // a full stop
      return i + 1;
    }
    if (text === ":" && tex.tokens[i + 1]?.text === "=" && i + 1 < to) return i + 1; // :=
    const symbol = SYMBOLS.get(text);
    if (symbol === undefined || token.kind !== "mark") throw unexpectedCharacter(tex, token);
    push(symbol, token);
    return i + 1;
  }

  read(0, tex.tokens.length, false);
  within.checkClosed();
  return tokens;
}
