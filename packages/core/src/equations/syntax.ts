import type { CellFunction } from "./functions.ts";
import type { At } from "./source.ts";
import type { NameToken } from "./tokens.ts";

/**
 * What the right side of an equation says before any name is looked up.
 *
 * A chain is a run of factors side by side or joined by `·`: whether one of them is a matrix is not known yet. Sums and
 * products are flat, so that depth counts nesting alone.
 */
export type Syntax = At &
  (
    | { readonly kind: "number"; readonly value: number }
    | { readonly kind: "name"; readonly token: NameToken }
    /** `x_t[k]`, `x_t[holiday]`. */
    | { readonly kind: "column"; readonly token: NameToken; readonly key: number | string }
    | { readonly kind: "call"; readonly function: CellFunction; readonly arguments: readonly Syntax[] }
    | { readonly kind: "concat"; readonly parts: readonly Syntax[] }
    | { readonly kind: "power"; readonly base: Syntax; readonly exponent: number }
    | { readonly kind: "chain"; readonly factors: readonly Syntax[] }
    | { readonly kind: "product"; readonly first: Syntax; readonly rest: readonly Factor<Syntax>[] }
    | { readonly kind: "negative"; readonly value: Syntax }
    | { readonly kind: "sum"; readonly terms: readonly Term<Syntax>[] }
  );

export interface Factor<E> {
  readonly operator: "⊙" | "/";
  readonly value: E;
}

export interface Term<E> {
  readonly sign: 1 | -1;
  readonly value: E;
}
