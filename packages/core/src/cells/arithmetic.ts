import type { Cell, CellSizes } from "../equations/index.ts";
import { input } from "../graph/ops.ts";
import { elementCount } from "../graph/size.ts";
import type { Node, Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";

/** What one step of a cell computes for one example. */
export interface Arithmetic {
  /** Of matrix products: one multiplication and one addition each. */
  readonly multiplyAdds: number;
  /** Everything else: sums, gates, functions, unit by unit. */
  readonly elementwise: number;
}

/**
 * Counts what one step of a cell computes for one example, as its equations write it.
 *
 *   multiplyAdds   Σ out · in          over every product of a matrix [out, in] with a vector
 *   elementwise    Σ units             over every other operation; σ and tanh count as one, a sum or a maximum over a
 *                                      vector as one for each of its units
 *
 * What neither the output nor a state depends on is not counted; nor is what only moves values: columns, joins, one value
 * spread over a vector. A program may do less, as it computes what it needs twice only once. A loop inside the step of a
 * cell from code counts as nothing.
 *
 * Units: operations a step.
 * Errors: as `cell.parameters`, when the equations leave no room for such sizes.
 */
export function arithmetic(cell: Cell, sizes: CellSizes): Arithmetic {
  const shapes = Object.entries(cell.parameters(sizes) as Readonly<Record<string, readonly number[]>>);
  const values = cell.step(
    input("x", [1, sizes.input]),
    named(cell.states.map((state) => [state, input(state, [1, cell.sizeOf(state, sizes)])])),
    named(shapes.map(([name, shape]) => [name, input(name, shape)])),
  );
  let multiplyAdds = 0;
  let elementwise = 0;
  for (const node of ancestors([cell.output, ...cell.states].map((name) => values[name]!))) {
    if (node.op.kind === "matmul") multiplyAdds += unitsOf(node.outputs[0]!) * innerOf(node);
    else elementwise += elementwiseOf(node);
  }
  return { multiplyAdds, elementwise };
}

/** A record that inherits nothing: a cell may call a state `constructor`. */
const named = (entries: readonly (readonly [string, Tensor])[]): Record<string, Tensor> =>
  Object.assign(Object.create(null), Object.fromEntries(entries));

// One example: every size is a number.
const unitsOf = ({ shape }: Tensor): number => elementCount(shape as readonly number[]);
const innerOf = ({ inputs }: Node): number => inputs[0]!.shape.at(-1) as number;

function elementwiseOf({ op, inputs, outputs }: Node): number {
  switch (op.kind) {
    case "unary":
    case "binary":
    case "select":
      return unitsOf(outputs[0]!);
    case "reduce":
      return unitsOf(inputs[0]!);
    default:
      return 0;
  }
}
