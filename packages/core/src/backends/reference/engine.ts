import { ShapeError } from "../../errors.ts";
import { sameShape, showShape } from "../../graph/size.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { runPasses } from "../../passes/passes.ts";
import type { CompileOptions, Engine, Program, ProgramGraph } from "../../program.ts";
import { checkCount, checkedInput, graphLeaves, inputShapes, unknownName } from "../variables.ts";
import { evaluate } from "./evaluate.ts";
import { type NdArray, ndarray } from "./ndarray.ts";

/** Plain loops in float64: slow, obviously right, the oracle of every other backend. */
export function referenceEngine(): Engine {
  const variables = new Map<string, NdArray>();

  const declare = (name: string, shape: readonly number[]) => {
    const known = variables.get(name);
    if (known === undefined) variables.set(name, ndarray(shape));
    else if (!sameShape(known.shape, shape))
      throw new ShapeError({ where: `variable "${name}"`, expected: showShape(known.shape), got: showShape(shape) });
  };
  const find = (name: string) => {
    const found = variables.get(name);
    if (found === undefined) throw unknownName("variable", name, variables.keys());
    return found;
  };

  const compile = (graph: ProgramGraph, { passes = [] }: CompileOptions = {}): Program => {
    const optimised = runPasses(graph, passes);
    const leaves = graphLeaves(optimised);
    const inputs = inputShapes(graphLeaves(graph));
    for (const [name, [tensor]] of leaves.variables) declare(name, tensor!.shape as number[]);
    const names = Object.keys(optimised.results);
    const updates = [...(optimised.updates ?? [])];
    const roots = [...Object.values(optimised.results), ...updates.map(([, value]) => value)];
    const results = new Map<string, NdArray>();
    const result = (name: string) => {
      const found = results.get(name);
      if (found === undefined) throw unknownName("result", name, names);
      return found;
    };
    return {
      inputs,
      run(given, lengths = {}) {
        const values = new Map<Tensor, NdArray>();
        for (const [name, shape] of Object.entries(inputs)) {
          const data = checkedInput(name, shape, given, lengths);
          for (const tensor of leaves.inputs.get(name) ?? [])
            values.set(
              tensor,
              ndarray(
                shape.map((s) => (typeof s === "number" ? s : lengths[s]!)),
                data,
              ),
            );
        }
        for (const [name, tensors] of leaves.variables) for (const tensor of tensors) values.set(tensor, find(name));
        const computed = evaluate(roots, values, lengths);
        names.forEach((name, i) => results.set(name, computed[i]!));
        updates.forEach(([target], i) => {
          if (target.node.op.kind === "variable") variables.set(target.node.op.name, computed[names.length + i]!);
        });
      },
      result: (name) => ({ shape: result(name).shape, data: result(name).data.slice() }),
      scalar: (name) => result(name).data[0]!,
    };
  };

  return {
    backend: "reference",
    compile,
    compileShared: (graph, _, options) => ({ ...compile(graph, options), prepare: () => {} }),
    declare,
    backup(names) {
      let kept = names.map(find);
      return {
        keep() {
          const now = names.map(find);
          if (!now.every(({ data }) => data.every(Number.isFinite))) return false;
          kept = now;
          return true;
        },
        restore() {
          names.forEach((name, i) => variables.set(name, kept[i]!));
        },
      };
    },
    read: (name) => ({ shape: find(name).shape, data: find(name).data.slice() }),
    write(name, values) {
      const { shape } = find(name);
      checkCount(`variable "${name}"`, shape, values);
      variables.set(name, ndarray(shape, values));
    },
  };
}
