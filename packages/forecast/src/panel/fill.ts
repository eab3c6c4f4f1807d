import { SluiceError } from "@sluice/core";

/**
 * A copy of a column without missing values (NaN), for whoever needs complete ones.
 *
 *   between two values     linear:  v_a + (v_b − v_a)·(t − a)/(b − a)
 *   before the first       the first value;   after the last: the last
 *   a column of 0 and 1    the value before (a holiday is never half a holiday)
 *
 * Errors: E_DATA when every value is missing.
 */
export function fill(values: Float64Array): Float64Array {
  const filled = values.slice();
  let before = -1;
  const isFlag = values.every((value) => value === 0 || value === 1 || Number.isNaN(value));
  for (let step = 0; step < filled.length; step++) {
    if (Number.isNaN(filled[step]!)) continue;
    for (let hole = before + 1; hole < step; hole++) {
      if (before < 0) filled[hole] = filled[step]!;
      else if (isFlag) filled[hole] = filled[before]!;
      else filled[hole] = between(filled[before]!, filled[step]!, (hole - before) / (step - before));
    }
    before = step;
  }
  if (before < 0 && values.length > 0) {
    throw new SluiceError("E_DATA", { where: "fill", expected: "at least one value", got: "only missing ones" });
  }
  return filled.fill(filled[before] ?? Number.NaN, before + 1);
}

// As two products, so that two values of opposite sign near the largest number stay finite.
function between(from: number, to: number, share: number): number {
  return from === to ? from : from * (1 - share) + to * share;
}
