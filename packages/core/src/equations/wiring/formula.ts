import type { Expression } from "../expression.ts";

/** A right side, from equations or from code, as far as drawing one needs to know. */
export type Formula =
  | { readonly kind: "number"; readonly value: number }
  /** What the parameters of a cell make by themselves. */
  | { readonly kind: "parameter"; readonly name: string }
  /** The value of a node. */
  | { readonly kind: "node"; readonly id: string }
  /** A product with a matrix. */
  | { readonly kind: "weighted"; readonly weight: string; readonly of: Formula }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Formula[] }
  | { readonly kind: "join"; readonly parts: readonly Formula[] }
  | { readonly kind: "power"; readonly base: Formula; readonly exponent: number }
  | { readonly kind: "product"; readonly factors: readonly { readonly over: boolean; readonly of: Formula }[] }
  | { readonly kind: "sum"; readonly terms: readonly { readonly sign: 1 | -1; readonly of: Formula }[] }
  /** Used in several places, computed once. */
  | { readonly kind: "shared"; readonly of: Formula };

/** Ids of the nodes that stand for names. */
export const valueId = (name: string): string => `value ${name}`;
export const previousId = (name: string): string => `previous ${name}`;
export const inputId = (column: number | null, previous: boolean): string =>
  `input${previous ? " before" : ""}${column === null ? "" : ` ${column}`}`;

export function formulaOf(e: Expression): Formula {
  switch (e.kind) {
    case "number":
    case "parameter":
      return e;
    case "value":
      return { kind: "node", id: valueId(e.name) };
    case "state":
      return { kind: "node", id: previousId(e.name) };
    case "input":
      return { kind: "node", id: inputId(null, e.previous) };
    case "column":
      return { kind: "node", id: inputId(e.index, e.previous) };
    case "apply":
      return { kind: "weighted", weight: e.matrix, of: formulaOf(e.vector) };
    case "call":
      return { kind: "call", name: e.function.name, arguments: e.arguments.map(formulaOf) };
    case "concat":
      return { kind: "join", parts: e.parts.map(formulaOf) };
    case "power":
      return { kind: "power", base: formulaOf(e.base), exponent: e.exponent };
    case "product": {
      const rest = e.rest.map(({ operator, value }) => ({ over: operator === "/", of: formulaOf(value) }));
      return { kind: "product", factors: [{ over: false, of: formulaOf(e.first) }, ...rest] };
    }
    case "negative":
      return { kind: "sum", terms: [{ sign: -1, of: formulaOf(e.value) }] };
    case "sum":
      return { kind: "sum", terms: e.terms.map(({ sign, value }) => ({ sign, of: formulaOf(value) })) };
  }
}

export function partsOf(f: Formula): readonly Formula[] {
  switch (f.kind) {
    case "weighted":
    case "shared":
      return [f.of];
    case "call":
      return f.arguments;
    case "join":
      return f.parts;
    case "power":
      return [f.base];
    case "product":
      return f.factors.map((factor) => factor.of);
    case "sum":
      return f.terms.map((term) => term.of);
    default:
      return [];
  }
}

/** Whether it depends on anything but numbers and parameters. */
export const readsNodes = (f: Formula): boolean => f.kind === "node" || partsOf(f).some(readsNodes);
