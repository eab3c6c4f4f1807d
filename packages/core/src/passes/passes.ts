import type { Tensor } from "../graph/tensor.ts";
import type { ProgramGraph } from "../program.ts";
import { cse } from "./cse.ts";
import { dce } from "./dce.ts";
import { hoist } from "./hoist.ts";
import { merge } from "./merge.ts";
import { sink } from "./sink.ts";

/** A pass: the same results from another graph. */
export type Pass = (results: readonly Tensor[]) => Tensor[];

const order = [
  ["cse", cse],
  ["dce", dce],
  ["hoist", hoist],
  ["sink", sink],
  ["cse", cse],
  ["dce", dce],
  ["merge", merge],
] as const satisfies readonly (readonly [string, Pass])[];

/** `fuse`, `plan` and `keep` belong to a backend: the reference backend has no use for them. */
export type PassName = (typeof order)[number][0] | "fuse" | "plan" | "keep";

export const allPasses: readonly PassName[] = [...new Set(order.map(([name]) => name)), "fuse", "plan", "keep"];

/** Runs the passes named, in their fixed order, over everything that a program computes. */
export function runPasses(graph: ProgramGraph, passes: readonly PassName[] = allPasses): ProgramGraph {
  const names = Object.keys(graph.results);
  const updates = [...(graph.updates ?? [])];
  let roots: Tensor[] = [...Object.values(graph.results), ...updates.map(([, value]) => value)];
  for (const [name, pass] of order) if (passes.includes(name)) roots = pass(roots);
  return {
    results: Object.fromEntries(names.map((name, i) => [name, roots[i]!])),
    updates: new Map(updates.map(([target], i) => [target, roots[names.length + i]!])),
  };
}
