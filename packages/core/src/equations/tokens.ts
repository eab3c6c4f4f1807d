import type { At } from "./source.ts";

/** When a name is meant: no script says so, step t, or step t − 1. */
export type Time = "none" | "now" | "previous";

/**
 * A name with its scripts read: `W^{(i)}` is `W_i`, `\tilde c` and `c~` are `c̃`, `h_{t-1}` is `h` at t − 1.
 * Every dialect's lexer gives the same names, so that one parser serves all.
 */
export interface NameToken extends At {
  readonly kind: "name";
  readonly name: string;
  readonly time: Time;
  /** Whether the source has ^⊤ behind it. */
  readonly transposed?: true;
  /** The name as it stands in the source. */
  readonly raw: string;
}

/** `⊙` stands for every elementwise product, `·` for every written matrix application. */
export type Mark = "+" | "-" | "⊙" | "/" | "·" | "=" | "(" | ")" | "[" | "]" | "," | ";";

export interface SymbolToken extends At {
  readonly kind: "symbol";
  readonly symbol: Mark;
}

export type Token =
  | NameToken
  | SymbolToken
  | (At & { readonly kind: "number"; readonly value: number })
  /** A raised digit: the power of what stands before it. */
  | (At & { readonly kind: "power"; readonly exponent: number })
  | (At & { readonly kind: "newline" })
  | (At & { readonly kind: "end" });

export const isSymbol = (token: Token | undefined, ...symbols: readonly Mark[]): token is SymbolToken =>
  token?.kind === "symbol" && symbols.includes(token.symbol);
