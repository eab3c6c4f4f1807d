import { type At, equationError, excerpt, place, type Source } from "./source.ts";
import { isSymbol, type NameToken, type SymbolToken, type Token } from "./tokens.ts";

/** One equation: the name on its left, and the tokens right of `=` followed by an `end` token. */
export interface Statement {
  readonly left: NameToken;
  readonly right: readonly Token[];
}

const CLOSERS = new Map([
  ["(", ")"],
  ["[", "]"],
]);

/**
 * Cuts tokens into equations: at ends of lines, `;` and `,` outside brackets. A line that starts with an operator, or
 * follows one, continues; so does a line within brackets.
 */
export function statements(source: Source, all: readonly Token[]): Statement[] {
  const tokens = all.filter((token, i) => token.kind !== "newline" || all[i - 1]?.kind !== "newline");
  const groups: Token[][] = [[]];
  const open: SymbolToken[] = [];
  tokens.forEach((token, i) => {
    if (isSymbol(token, "(", "[")) open.push(token);
    if (isSymbol(token, ")", "]")) close(source, open, token);
    const opener = open.at(-1);
    if (opener !== undefined && (token.kind === "end" || isSymbol(token, "=")))
      throw unclosed(source, opener, token.kind === "end" ? "the end of the text" : `= at ${place(source, token)}`);
    const separates =
      token.kind === "newline" ? !continues(tokens, i) : token.kind === "end" || isSymbol(token, ",", ";");
    if (opener === undefined && separates) groups.push([]);
    else if (token.kind !== "newline") groups.at(-1)!.push(token);
  });
  const found = groups.filter((group) => group.length > 0).map((group) => statement(source, group));
  if (found.length === 0)
    throw equationError(
      source,
      { start: 0, end: 0 },
      { expected: "at least one equation", got: "none", hint: "h_t = tanh(W x_t + U h_{t-1} + b)" },
    );
  return found;
}

const isOperator = (token: Token | undefined) => isSymbol(token, "+", "-", "⊙", "/", "·", "=");

const continues = (tokens: readonly Token[], newline: number) =>
  isOperator(tokens[newline - 1]) || isOperator(tokens[newline + 1]);

function close(source: Source, open: SymbolToken[], token: SymbolToken): void {
  const opener = open.pop();
  if (opener === undefined)
    throw equationError(source, token, { expected: `a bracket that this ${token.symbol} closes`, got: "none" });
  if (CLOSERS.get(opener.symbol) !== token.symbol)
    throw unclosed(source, opener, `${token.symbol} at ${place(source, token)}`);
}

const unclosed = (source: Source, opener: SymbolToken, got: string) =>
  equationError(source, opener, { expected: `${CLOSERS.get(opener.symbol)} to close this ${opener.symbol}`, got });

function statement(source: Source, group: readonly Token[]): Statement {
  const [left, equals, first] = group as [Token, ...Token[]];
  const whole: At = { start: left.start, end: group.at(-1)!.end };
  if (left.kind !== "name")
    throw equationError(source, left, {
      expected: "an equation that starts with the name it defines, such as z_t =",
      got: excerpt(source.text.slice(left.start, left.end)),
    });
  if (!isSymbol(equals, "=")) {
    const got = equals === undefined ? "the end of the equation" : source.text.slice(equals.start, equals.end);
    throw equationError(source, equals ?? { start: whole.end, end: whole.end }, {
      expected: `= after ${left.raw}`,
      got: excerpt(got),
      hint:
        equals === undefined
          ? undefined
          : "one equation a line, with a single name on its left; operators continue a line",
    });
  }
  if (first === undefined)
    throw equationError(source, equals, { expected: `what ${left.raw} equals`, got: "nothing after =" });
  if (left.time === "previous")
    throw equationError(source, left, {
      expected: `a value of step t on the left, such as ${left.name}_t`,
      got: left.raw,
      hint: `defining ${left.name}_t: its value of the step before is then ${left.name}_{t-1}`,
    });
  const second = group.findIndex((token, i) => i > 1 && isSymbol(token, "="));
  if (second > 0)
    throw equationError(source, group[second]!, {
      expected: "one = in an equation",
      got: "a second one",
      hint: "a line break or ; between two equations",
    });
  return { left, right: [...group.slice(2), { kind: "end", start: whole.end, end: whole.end }] };
}
