import { SluiceError } from "../../errors.ts";
import type { Recompute } from "../../gradient/segments.ts";
import { type AxisLengths, lengthOf } from "../../graph/size.ts";

/**
 * The first of these that fits into memory: with all that a backward pass needs kept; with loops in segments of √T steps, to
 * the same bits; with sums over steps and rows taken segment by segment too, whose last bits may differ.
 *
 * Errors: E_MEMORY, as of the last, when none does.
 */
export function recomputing<Result>(lengths: AxisLengths, make: (recompute: Recompute | undefined) => Result): Result {
  const length: Recompute["length"] = (axis) => Math.ceil(Math.sqrt(lengthOf(axis, lengths) ?? 1));
  for (const sums of [undefined, "behind"] as const)
    try {
      return make(sums && { length, sums });
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== "E_MEMORY") throw error;
    }
  return make({ length, sums: "inside" });
}
