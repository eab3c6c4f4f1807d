import { hasSteps, ROWS } from "../../graph/axes.ts";
import type { Traced } from "../../layers/network.ts";
import { lengthsName, shareName } from "../../layers/row-lengths.ts";
import type { Given } from "../measure/measuring.ts";
import type { Examples } from "./batches.ts";

/** The axis of steps of a model's output, where it has one. */
export function outputSteps({ outputs }: Traced): string | undefined {
  const stepped = Object.values(outputs).find(({ shape }) => hasSteps(shape));
  return stepped?.shape[0] as string | undefined;
}

/**
 * How much a batch counts beside others: the number of what its loss is a mean over, which are its rows and, where the output
 * has steps, the steps that are its rows' own.
 */
export function termsOf(given: Given, axis: string | undefined): number {
  const share = axis === undefined ? undefined : given.inputs[shareName(axis)]?.[0];
  // Whole again: as part of a whole, it was rounded.
  return Math.round(allTerms(given, axis) * (share ?? 1));
}

/** The same with the padding. */
export const allTerms = ({ lengths }: Pick<Given, "lengths">, axis: string | undefined): number =>
  lengths[ROWS]! * (axis === undefined ? 1 : lengths[axis]!);

/** The same of a batch that was not taken yet: so many rows of examples, in their order where one is given. */
export function termsAhead(
  { inputs }: Examples,
  axis: string | undefined,
  { from, count, order }: { from: number; count: number; order?: ArrayLike<number> | undefined },
): number {
  if (axis === undefined) return count;
  const own = inputs.arrays[lengthsName(axis)]?.data;
  if (own === undefined) return count * inputs.lengths[axis]!;
  let terms = 0;
  for (let i = from; i < from + count; i++) terms += own[order?.[i] ?? i]!;
  return terms;
}
