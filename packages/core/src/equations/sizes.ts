import { type Dim, type DimSystem, dimOf, dimSystem, showDim, totalOf } from "./dims.ts";
import { type Definition, type Equations, type Expression, parametersOf, parts } from "./expression.ts";
import { showName } from "./names.ts";
import { statesOf } from "./output.ts";
import { print } from "./print.ts";
import { type At, equationError, excerpt, place, type Source } from "./source.ts";

/** Sizes that the call gives. */
export interface Given {
  /** Widths of values, and of parameters' results, by name. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly declared: ReadonlyMap<string, readonly number[] | undefined>;
}

/** Every size of a cell, as a sum of numbers, the input and hidden. */
export interface Sizes {
  /** By value. */
  readonly values: ReadonlyMap<string, Dim>;
  /** Shapes by parameter as the equations write them, in order of first appearance. */
  readonly parameters: ReadonlyMap<string, readonly Dim[]>;
  /** Set when the equations leave no choice. */
  readonly input: Dim;
  /** Why the input has to have that size. */
  readonly inputReasons: readonly string[];
  /** The highest number in `x_t[k]`, −1 where none is read. */
  readonly lastColumn: number;
}

/**
 * How wide an expression is: a plain number, one unit that stretches to whatever stands beside it (`x_t[0]`, a value
 * of size 1), or a vector.
 */
type Width = { kind: "number" } | { kind: "one" } | { kind: "vector"; dim: Dim };

const NUMBER: Width = { kind: "number" };
const ONE: Width = { kind: "one" };
const dimOfWidth = (width: Width): Dim => (width.kind === "vector" ? width.dim : dimOf(1));

/**
 * Unifies the sizes of everything that the equations add, multiply and join.
 *
 * Errors: E_EQUATION where two sizes cannot be one, naming both and where each came from.
 */
export function inferSizes(
  source: Source,
  equations: Equations,
  inOrder: readonly Definition[],
  { sizes, declared }: Given,
): Sizes {
  const system = dimSystem();
  const { columns, orientation } = equations;
  if (columns !== undefined)
    system.equate(system.input, dimOf(columns.length), `inputs: ${columns.length} declared columns`);
  const values = new Map<string, Width>();
  const vectors = new Map<string, Width>();
  const matrices = new Map<string, { in: Dim; out: Width }>();
  const show = (e: Expression) => excerpt(print(e, orientation));

  const open = (): Width => ({ kind: "vector", dim: system.open() });
  const given = (size: number | undefined, reason: string): Width | undefined => {
    if (size === undefined || size === 1) return size === undefined ? undefined : ONE;
    const dim = system.open();
    system.equate(dim, dimOf(size), reason);
    return { kind: "vector", dim };
  };
  const asked = (name: string) => given(sizes.get(name), `sizes: { ${name}: ${sizes.get(name)} }`);

  const states = new Set(statesOf(equations.definitions));
  for (const { name } of equations.definitions) {
    const width = asked(name) ?? (states.has(name) ? open() : undefined);
    if (width !== undefined) values.set(name, width);
  }
  const parameters = parametersOf(equations);
  for (const [name, { matrix }] of parameters) {
    const shape = declared.get(name);
    const [rows, columns] = orientation === "row" && matrix ? [shape?.[1], shape?.[0]] : [shape?.[0], shape?.[1]];
    const reason = `parameters: { ${name}: [${shape?.join(", ")}] }`;
    const out = given(rows, reason) ?? asked(name) ?? open();
    if (matrix) matrices.set(name, { in: dimOfWidth(given(columns, reason) ?? open()), out });
    else vectors.set(name, out);
  }

  /** One width for things that stand side by side: all vectors among them agree. */
  function meet(operands: readonly Expression[], what: string, ofVector = false): Width {
    let met: { width: Width; text: string } | undefined;
    for (const operand of operands) {
      const width = widthOf(operand);
      const text = show(operand);
      if (ofVector && met === undefined && width.kind === "number")
        throw equationError(source, operand, { expected: `a vector in ${what}`, got: `the number ${text}` });
      if (met?.width.kind === "vector" && width.kind === "vector") {
        const reason = `${met.text} beside ${text} at ${place(source, operand)}`;
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
    const text = show(e.vector);
    if (!system.equate(inner, dimOfWidth(width), `${show(e)} at ${place(source, e)}`))
      throw conflict(e.vector, `a vector as long as ${e.matrix} is wide`, [
        { text: e.matrix, width: { kind: "vector", dim: inner } },
        { text, width },
      ]);
    return out;
  }

  function conflict(at: At, expected: string, sides: readonly { text: string; width: Width }[]) {
    const described = sides.map(({ text, width }) => {
      const dim = dimOfWidth(width);
      const reasons = system.reasons(dim).slice(0, 3);
      return `${text} of size ${showDim(system.solved(dim))}${reasons.length ? ` (${reasons.join("; ")})` : ""}`;
    });
    return equationError(source, at, { expected, got: described.join(" and ") });
  }

  for (const { name, at, right } of inOrder) {
    const width = widthOf(right);
    const asked = values.get(name);
    if (asked === undefined) values.set(name, width.kind === "vector" ? width : ONE);
    else if (width.kind === "vector") {
      const reason = `the equation of ${showName(name, "now")} at ${place(source, at)}`;
      if (!system.equate(dimOfWidth(asked), width.dim, reason))
        throw conflict(right, `one size of ${showName(name, "now")} on both sides of =`, [
          { text: showName(name, "now"), width: asked },
          { text: show(right), width },
        ]);
    }
  }

  const shapeOf = ({ in: inner, out }: { in: Dim; out: Width }) =>
    orientation === "row" ? [inner, dimOfWidth(out)] : [dimOfWidth(out), inner];
  return {
    values: solveAll(system, values),
    parameters: new Map(
      [...parameters].map(([name, { matrix }]): [string, Dim[]] => [
        name,
        (matrix ? shapeOf(matrices.get(name)!) : [dimOfWidth(vectors.get(name)!)]).map(system.solved),
      ]),
    ),
    input: system.solved(system.input),
    inputReasons: system.reasons(system.input),
    lastColumn: Math.max(
      -1,
      ...equations.definitions.flatMap(({ right }) =>
        [...parts(right)].map((e) => (e.kind === "column" ? e.index : -1)),
      ),
    ),
  };
}

const solveAll = (system: DimSystem, widths: ReadonlyMap<string, Width>) =>
  new Map([...widths].map(([name, width]): [string, Dim] => [name, system.solved(dimOfWidth(width))]));
