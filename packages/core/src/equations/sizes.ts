import { type Dim, type DimSystem, dimOf, dimSystem } from "./dims.ts";
import { type Definition, type Equations, parametersOf, parts } from "./expression.ts";
import { showName } from "./names.ts";
import { statesOf } from "./output.ts";
import { place, type Source } from "./source.ts";
import { dimOfWidth, ONE, type Width, widths } from "./widths.ts";

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
    system.equate(system.input, dimOf(columns.length), () => `inputs: ${columns.length} declared columns`);
  const values = new Map<string, Width>();
  const vectors = new Map<string, Width>();
  const matrices = new Map<string, { in: Dim; out: Width }>();

  const open = (): Width => ({ kind: "vector", dim: system.open() });
  const given = (size: number | undefined, reason: string): Width | undefined => {
    if (size === undefined || size === 1) return size === undefined ? undefined : ONE;
    const dim = system.open();
    system.equate(dim, dimOf(size), () => reason);
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

  const { widthOf, show, conflict } = widths({ source, orientation, system, values, vectors, matrices });
  for (const { name, at, right } of inOrder) {
    const width = widthOf(right);
    const asked = values.get(name);
    if (asked === undefined) values.set(name, width.kind === "vector" ? width : ONE);
    else if (width.kind === "vector") {
      const reason = () => `the equation of ${showName(name, "now")} at ${place(source, at)}`;
      if (!system.equate(dimOfWidth(asked), width.dim, reason))
        throw conflict(right, `one size of ${showName(name, "now")} on both sides of =`, [
          { text: () => showName(name, "now"), width: asked },
          { text: () => show(right), width },
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
      ...equations.definitions.flatMap(({ right }) => parts(right).map((e) => (e.kind === "column" ? e.index : -1))),
    ),
  };
}

const solveAll = (system: DimSystem, found: ReadonlyMap<string, Width>) =>
  new Map([...found].map(([name, width]): [string, Dim] => [name, system.solved(dimOfWidth(width))]));
