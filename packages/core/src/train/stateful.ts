import { SluiceError } from "../errors.ts";
import { type CarriedStates, checkWholeBatches } from "../layers/carried-states.ts";

/**
 * Makes sure that a batch's rows are the ones to go on where those of the batch before ended.
 *
 * Errors: E_ARGUMENT for shuffled rows, and for rows that are no whole number of batches, where a layer is stateful.
 */
export function checkStateful(
  carried: readonly CarriedStates[],
  { rows, batch, shuffle }: { rows: number; batch: number; shuffle: boolean | undefined },
): void {
  if (carried.length === 0) return;
  if (shuffle === true && rows > batch)
    throw new SluiceError("E_ARGUMENT", {
      where: "train, shuffle",
      expected:
        "rows in their order, since a layer is stateful and each row goes on where the same row of the batch before ended",
      got: "true",
      hint: "shuffle: false",
    });
  checkWholeBatches("train, batch", carried, rows, batch);
}
