import { ShapeError, SluiceError } from "../errors.ts";
import { type AxisLengths, concrete, elementCount, type Shape, sameShape, showShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";
import type { ProgramGraph } from "../program.ts";

/** The inputs and variables that a graph reads or updates. */
export interface GraphLeaves {
  inputs: Map<string, Tensor[]>;
  variables: Map<string, Tensor[]>;
}

/** Finds a graph's leaves by name; one name may stand on several tensors of one shape. */
export function graphLeaves(graph: ProgramGraph): GraphLeaves {
  const leaves: GraphLeaves = { inputs: new Map(), variables: new Map() };
  const updates = [...(graph.updates ?? [])];
  const add = (map: Map<string, Tensor[]>, what: string, name: string, tensor: Tensor) => {
    const same = map.get(name) ?? [];
    if (same.length > 0 && !sameShape(same[0]!.shape, tensor.shape))
      throw new ShapeError({
        where: `${what} "${name}"`,
        expected: `one shape, ${showShape(same[0]!.shape)}`,
        got: showShape(tensor.shape),
      });
    map.set(name, [...same, tensor]);
  };
  const roots = [...Object.values(graph.results), ...updates.flat()];
  for (const n of ancestors(roots)) {
    if (n.op.kind === "input") add(leaves.inputs, "input", n.op.name, n.outputs[0]!);
    if (n.op.kind === "variable") add(leaves.variables, "variable", n.op.name, n.outputs[0]!);
  }
  for (const [target, value] of updates) {
    if (target.node.op.kind !== "variable")
      throw new SluiceError("E_ARGUMENT", { where: "updates", expected: "a variable", got: target.node.op.kind });
    if (!sameShape(target.shape, value.shape))
      throw new ShapeError({
        where: `update of "${target.node.op.name}"`,
        expected: showShape(target.shape),
        got: showShape(value.shape),
      });
  }
  return leaves;
}

export const inputShapes = (leaves: GraphLeaves): Record<string, Shape> =>
  Object.fromEntries([...leaves.inputs].map(([name, tensors]) => [name, tensors[0]!.shape]));

/** The values of an input, checked against its shape under these lengths. */
export function checkedInput(
  name: string,
  shape: Shape,
  inputs: Readonly<Record<string, ArrayLike<number>>>,
  lengths: AxisLengths,
): ArrayLike<number> {
  const values = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  const sizes = concrete(shape, lengths);
  if (values === undefined || values.length !== elementCount(sizes))
    throw new ShapeError({
      where: `input "${name}"`,
      expected: `${elementCount(sizes)} values for shape ${showShape(sizes)}`,
      got: values === undefined ? "nothing" : `${values.length}`,
    });
  return values;
}

/** Errors E_SHAPE when the values are not as many as the shape has. */
export function checkCount(where: string, shape: readonly number[], values: ArrayLike<number>): void {
  if (values.length !== elementCount(shape))
    throw new ShapeError({
      where,
      expected: `${elementCount(shape)} values for shape ${showShape(shape)}`,
      got: `${values.length}`,
    });
}

export const unknownName = (what: string, name: string, names: Iterable<string>) =>
  new SluiceError("E_ARGUMENT", { where: what, expected: `one of ${[...names].join(", ")}`, got: `"${name}"` });
