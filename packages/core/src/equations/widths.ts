import { type Dim, type DimSystem, dimOf, showDim, totalOf } from "./dims.ts";
import type { Expression, Orientation } from "./expression.ts";
import { print } from "./print.ts";
import { type At, equationError, excerpt, place, type Source } from "./source.ts";

/**
 * How wide an expression is: a plain number, one unit that stretches to whatever stands beside it (`x_t[0]`, a value
 * of size 1), or a vector.
 */
export type Width = { kind: "number" } | { kind: "one" } | { kind: "vector"; dim: Dim };

const NUMBER: Width = { kind: "number" };
export const ONE: Width = { kind: "one" };
export const dimOfWidth = (width: Width): Dim => (width.kind === "vector" ? width.dim : dimOf(1));

/** The widths of names, as far as they are known when an expression is read. */
export interface KnownWidths {
  readonly source: Source;
  readonly orientation: Orientation;
  readonly system: DimSystem;
  readonly values: ReadonlyMap<string, Width>;
  readonly vectors: ReadonlyMap<string, Width>;
  readonly matrices: ReadonlyMap<string, { in: Dim; out: Width }>;
}

/** One side of a conflict; most have none, so that its text is made when it is asked for. */
export interface Side {
  text: () => string;
  width: Width;
}

export interface Widths {
  /**
   * The width of an expression; whatever stands side by side within it is made one size.
   *
   * Errors: E_EQUATION where two sizes cannot be one.
   */
  widthOf(e: Expression): Width;
  /** An expression as errors name it. */
  show(e: Expression): string;
  /** The error that two sides have different sizes, each with where its size came from. */
  conflict(at: At, expected: string, sides: readonly Side[]): Error;
}

export function widths({ source, orientation, system, values, vectors, matrices }: KnownWidths): Widths {
  const show = (e: Expression) => excerpt(print(e, orientation));

  /** One width for things that stand side by side: all vectors among them agree. */
  function meet(operands: readonly Expression[], what: string, ofVector = false): Width {
    let met: Side | undefined;
    for (const operand of operands) {
      const width = widthOf(operand);
      const text = () => show(operand);
      if (ofVector && met === undefined && width.kind === "number")
        throw equationError(source, operand, { expected: `a vector in ${what}`, got: `the number ${text()}` });
      if (met?.width.kind === "vector" && width.kind === "vector") {
        const first = met.text;
        const reason = () => `${first()} beside ${text()} at ${place(source, operand)}`;
        if (!system.equate(met.width.dim, width.dim, reason))
          throw conflict(operand, `one size for everything in ${what}`, [met, { text, width }]);
      } else if (met === undefined || met.width.kind === "number" || width.kind === "vector") met = { width, text };
    }
    return met?.width ?? NUMBER;
  }

  function widthOf(e: Expression): Width {
    switch (e.kind) {
      case "number":
        return NUMBER;
      case "column":
        return ONE;
      case "input":
        return { kind: "vector", dim: system.input };
      case "value":
      case "state":
        return values.get(e.name)!;
      case "parameter":
        return vectors.get(e.name)!;
      case "apply":
        return applied(e);
      case "power":
        return widthOf(e.base);
      case "negative":
        return widthOf(e.value);
      case "concat":
        return { kind: "vector", dim: totalOf(e.parts.map((part) => dimOfWidth(widthOf(part)))) };
      case "product":
        return meet([e.first, ...e.rest.map((factor) => factor.value)], "an elementwise product");
      case "sum":
        return meet(
          e.terms.map((term) => term.value),
          "a sum",
        );
      case "call":
        return meet(e.arguments, `${e.function.name}(…)`, e.function.ofVector);
    }
  }

  function applied(e: Expression & { kind: "apply" }): Width {
    const { in: inner, out } = matrices.get(e.matrix)!;
    const width = widthOf(e.vector);
    if (!system.equate(inner, dimOfWidth(width), () => `${show(e)} at ${place(source, e)}`))
      throw conflict(e.vector, `a vector as long as ${e.matrix} is wide`, [
        { text: () => e.matrix, width: { kind: "vector", dim: inner } },
        { text: () => show(e.vector), width },
      ]);
    return out;
  }

  function conflict(at: At, expected: string, sides: readonly Side[]) {
    const described = sides.map(({ text, width }) => {
      const dim = dimOfWidth(width);
      const reasons = system.reasons(dim);
      return `${text()} of size ${showDim(system.solved(dim))}${reasons.length ? ` (${reasons.join("; ")})` : ""}`;
    });
    return equationError(source, at, { expected, got: described.join(" and ") });
  }

  return { widthOf, show, conflict };
}
