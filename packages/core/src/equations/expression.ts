import type { CellFunction } from "./functions.ts";
import type { At } from "./source.ts";
import type { Factor, Term } from "./syntax.ts";

/** The right side of an equation with every name looked up: what sizes, lowering and printing read. */
export type Expression = At &
  (
    | { readonly kind: "number"; readonly value: number }
    /** A value of this step. */
    | { readonly kind: "value"; readonly name: string }
    /** A value of the step before. */
    | { readonly kind: "state"; readonly name: string }
    | { readonly kind: "input"; readonly previous: boolean }
    | { readonly kind: "column"; readonly index: number; readonly previous: boolean }
    | { readonly kind: "parameter"; readonly name: string }
    /** W v, or v W in a cell of row vectors. */
    | { readonly kind: "apply"; readonly matrix: string; readonly vector: Expression }
    | { readonly kind: "call"; readonly function: CellFunction; readonly arguments: readonly Expression[] }
    | { readonly kind: "concat"; readonly parts: readonly Expression[] }
    | { readonly kind: "power"; readonly base: Expression; readonly exponent: number }
    | { readonly kind: "product"; readonly first: Expression; readonly rest: readonly Factor<Expression>[] }
    | { readonly kind: "negative"; readonly value: Expression }
    | { readonly kind: "sum"; readonly terms: readonly Term<Expression>[] }
  );

export interface Definition {
  readonly name: string;
  /** The name on the left. */
  readonly at: At;
  readonly right: Expression;
}

/** Whether matrices stand left of column vectors, right of row vectors, or nowhere. */
export type Orientation = "column" | "row" | undefined;

/** A cell's equations, read: the one form that everything after the parser works on. */
export interface Equations {
  readonly definitions: readonly Definition[];
  readonly orientation: Orientation;
  readonly columns: readonly string[] | undefined;
}

export function children(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case "apply":
      return [e.vector];
    case "call":
      return e.arguments;
    case "concat":
      return e.parts;
    case "power":
      return [e.base];
    case "product":
      return [e.first, ...e.rest.map((factor) => factor.value)];
    case "negative":
      return [e.value];
    case "sum":
      return e.terms.map((term) => term.value);
    default:
      return [];
  }
}

/** The same expression over other children. */
export function withChildren(e: Expression, change: (child: Expression) => Expression): Expression {
  switch (e.kind) {
    case "apply":
      return { ...e, vector: change(e.vector) };
    case "call":
      return { ...e, arguments: e.arguments.map(change) };
    case "concat":
      return { ...e, parts: e.parts.map(change) };
    case "power":
      return { ...e, base: change(e.base) };
    case "product":
      return { ...e, first: change(e.first), rest: e.rest.map((f) => ({ ...f, value: change(f.value) })) };
    case "negative":
      return { ...e, value: change(e.value) };
    case "sum":
      return { ...e, terms: e.terms.map((term) => ({ ...term, value: change(term.value) })) };
    default:
      return e;
  }
}

/** The expression and everything within it, as it reads. */
export function parts(e: Expression): Expression[] {
  const found: Expression[] = [];
  const visit = (part: Expression): void => {
    found.push(part);
    for (const child of children(part)) visit(child);
  };
  visit(e);
  return found;
}

export const uses = <K extends "value" | "state">(e: Expression, kind: K): (Expression & { kind: K })[] =>
  parts(e).filter((part): part is Expression & { kind: K } => part.kind === kind);

/** Parameters in order of first appearance, each with whether it is a matrix and where it first stands. */
export function parametersOf({ definitions, orientation }: Equations): Map<string, { matrix: boolean; at: At }> {
  const found = new Map<string, { matrix: boolean; at: At }>();
  const visit = (e: Expression): void => {
    if (e.kind === "parameter" && !found.has(e.name)) found.set(e.name, { matrix: false, at: e });
    const note = () => {
      if (e.kind === "apply" && !found.has(e.matrix)) found.set(e.matrix, { matrix: true, at: e });
    };
    if (orientation === "column") note();
    for (const child of children(e)) visit(child);
    if (orientation === "row") note();
  };
  for (const { right } of definitions) visit(right);
  return found;
}
