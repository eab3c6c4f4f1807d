import type { CellFunction } from "./functions.ts";
import { type At, equationError, excerpt, type Source } from "./source.ts";
import type { Statement } from "./statements.ts";
import type { Factor, Syntax, Term } from "./syntax.ts";
import { isSymbol, type Mark, type NameToken, type Token } from "./tokens.ts";

export const LIMITS = { bytes: 64 * 1024, nodes: 1000, depth: 100 } as const;

/** Counts nodes over all equations of a cell. */
export interface Budget {
  nodes: number;
}

/** What the parser must know about names: whether one is a function here, and whether one may carry a column. */
export interface Names {
  functionOf(token: NameToken, called: boolean): CellFunction | undefined;
  hasColumns(token: NameToken): boolean;
}

/**
 * Reads the right side of an equation by recursive descent.
 *
 *   sum      = [sign] product { (+ | −) product }
 *   product  = chain { (⊙ | /) [sign] chain }
 *   chain    = factor { [·] factor }
 *   factor   = (number | name | column | function argument | ( sum ) | [ sum { (, | ;) sum } ]) { power }
 *
 * Errors: E_EQUATION where the text fits no rule, past 1,000 nodes a cell, and past a nesting of 100.
 */
export function parse(source: Source, statement: Statement, names: Names, budget: Budget): Syntax {
  const tokens = statement.right;
  let position = 0;
  let depth = 0;
  const peek = (): Token => tokens[position]!;
  const take = (): Token => tokens[position++]!;
  const accept = (...symbols: Mark[]) =>
    isSymbol(peek(), ...symbols) ? (take() as Token & { symbol: Mark }) : undefined;
  const endOf = (start: number) => ({ start, end: tokens[position - 1]!.end });

  function made<S extends Syntax>(node: S): S {
    if (++budget.nodes > LIMITS.nodes)
      throw equationError(source, node, {
        expected: `a cell of at most ${LIMITS.nodes.toLocaleString("en")} names, numbers and operations`,
        got: "more",
      });
    return node;
  }

  function nested<T>(read: () => T): T {
    if (++depth > LIMITS.depth)
      throw equationError(source, peek(), {
        expected: `brackets and functions nested ${LIMITS.depth} deep at most`,
        got: "more",
      });
    const result = read();
    depth--;
    return result;
  }

  function sum(): Syntax {
    const { start } = peek();
    const sign = accept("+", "-");
    const terms: Term<Syntax>[] = [{ sign: sign?.symbol === "-" ? -1 : 1, value: product() }];
    let operator: { symbol: Mark } | undefined;
    while ((operator = accept("+", "-"))) terms.push({ sign: operator.symbol === "-" ? -1 : 1, value: product() });
    const [only] = terms as [Term<Syntax>];
    if (terms.length > 1) return made({ kind: "sum", terms, ...endOf(start) });
    return only.sign === 1 ? only.value : made({ kind: "negative", value: only.value, ...endOf(start) });
  }

  function product(): Syntax {
    const { start } = peek();
    const first = isSymbol(peek(), "+", "-") ? signed() : chain();
    const rest: Factor<Syntax>[] = [];
    let operator: { symbol: Mark } | undefined;
    while ((operator = accept("⊙", "/"))) rest.push({ operator: operator.symbol as "⊙" | "/", value: signed() });
    return rest.length === 0 ? first : made({ kind: "product", first, rest, ...endOf(start) });
  }

  /** A chain that may carry a sign of its own, as the right side of ⊙ does. */
  function signed(): Syntax {
    const { start } = peek();
    const sign = accept("+", "-");
    if (sign === undefined) return chain();
    const value = nested(signed);
    return sign.symbol === "+" ? value : made({ kind: "negative", value, ...endOf(start) });
  }

  function chain(): Syntax {
    const { start } = peek();
    const factors = [factor()];
    while (startsFactor(peek()) || accept("·")) factors.push(factor());
    return factors.length === 1 ? factors[0]! : made({ kind: "chain", factors, ...endOf(start) });
  }

  function factor(): Syntax {
    let base = primary();
    while (peek().kind === "power") {
      const { exponent } = take() as Token & { exponent: number };
      base = made({ kind: "power", base, exponent, ...endOf(base.start) });
    }
    return base;
  }

  function primary(): Syntax {
    const token = take();
    if (token.kind === "number")
      return made({ kind: "number", value: token.value, start: token.start, end: token.end });
    if (isSymbol(token, "(")) return parenthesised(token);
    if (isSymbol(token, "[")) return concatenation(token);
    if (token.kind !== "name") throw misplaced(token);
    const f = names.functionOf(token, isSymbol(peek(), "("));
    if (f !== undefined) return call(token, f);
    return column(token) ?? made({ kind: "name", token, start: token.start, end: token.end });
  }

  function parenthesised(open: Token): Syntax {
    const inner = nested(sum);
    if (!accept(")")) throw misplaced(peek(), "an operator or )");
    return { ...inner, ...endOf(open.start) };
  }

  function concatenation(open: Token): Syntax {
    const parts = [nested(sum)];
    while (accept(",", ";")) parts.push(nested(sum));
    if (!accept("]")) throw misplaced(peek(), "an operator, a comma or ]");
    return parts.length === 1
      ? { ...parts[0]!, ...endOf(open.start) }
      : made({ kind: "concat", parts, ...endOf(open.start) });
  }

  function call(name: NameToken, f: CellFunction): Syntax {
    if (!accept("(")) {
      if (!startsFactor(peek())) throw misplaced(peek(), `what ${name.name} applies to`, powerHint(name));
      return made({ kind: "call", function: f, arguments: [nested(chain)], ...endOf(name.start) });
    }
    const found = [nested(sum)];
    while (accept(",")) found.push(nested(sum));
    if (!accept(")")) throw misplaced(peek(), "an operator, a comma or )");
    const at = endOf(name.start);
    const [least, most] = f.arity;
    if (found.length < least || found.length > most)
      throw equationError(source, at, {
        expected: `${least === most ? least : `${least} to ${most}`} ${most === 1 ? "argument" : "arguments"} for ${name.raw}`,
        got: `${found.length}`,
      });
    return made({ kind: "call", function: f, arguments: found, ...at });
  }

  const powerHint = (name: NameToken) =>
    peek().kind === "power" ? `the power after the brackets: ${name.name}(…)^2` : undefined;

  /** `x_t[0]`, `x_t[holiday]`: an integer in brackets is an index after any name. */
  function column(token: NameToken): Syntax | undefined {
    const [open, key, close] = tokens.slice(position, position + 3);
    if (!isSymbol(open, "[") || !isSymbol(close, "]")) return undefined;
    const index = key?.kind === "number" && Number.isInteger(key.value) ? key.value : undefined;
    const name = key?.kind === "name" && (token.time !== "none" || names.hasColumns(token)) ? key.raw : undefined;
    if (index === undefined && name === undefined) return undefined;
    position += 3;
    return made({ kind: "column", token, key: (index ?? name)!, ...endOf(token.start) });
  }

  function misplaced(token: Token, expected = "a name, a number or a bracket", hint?: string) {
    const shown = token.kind === "end" ? "the end of the equation" : excerpt(source.text.slice(token.start, token.end));
    const at: At = token.kind === "end" ? { start: token.start, end: token.start } : token;
    return equationError(source, at, { expected, got: shown, hint });
  }

  const right = sum();
  if (peek().kind !== "end") throw misplaced(peek(), "an operator or the end of the equation");
  return right;
}

const startsFactor = (token: Token) => token.kind === "number" || token.kind === "name" || isSymbol(token, "(", "[");
