import { SluiceError } from "@sluice/core";

export interface WindowOptions {
  /** Past steps in a window. */
  lookback: number;
  /** Future steps in a window. */
  horizon: number;
  /** Steps from one window to the next, 1 unless told. */
  stride?: number;
}

/** Window n spans [starts[n], starts[n] + lookback) as its past and the `horizon` steps after that as its future. */
export interface Windows {
  readonly starts: Int32Array;
  readonly lookback: number;
  readonly horizon: number;
}

/**
 * Where the windows of a series start, oldest first; nothing is copied.
 *
 *   starts = N − lookback − horizon − stride·j   for j = n−1 … 0, all that are ≥ 0
 *
 * The last window ends with the last value whatever the stride, so the newest data is always used.
 *
 * Errors: E_ARGUMENT for sizes that are not whole numbers above 0; E_DATA when the series is shorter than one window.
 */
export function windows(values: ArrayLike<number>, options: WindowOptions): Windows {
  const { lookback, horizon, stride = 1 } = options;
  for (const [name, size] of Object.entries({ lookback, horizon, stride })) {
    if (Number.isInteger(size) && size >= 1) continue;
    throw new SluiceError("E_ARGUMENT", {
      where: `windows ${name}`,
      expected: "a whole number above 0",
      got: `${size}`,
    });
  }
  const last = values.length - lookback - horizon;
  if (last < 0) {
    throw new SluiceError("E_DATA", {
      where: "windows",
      expected: `at least lookback + horizon = ${lookback + horizon} steps`,
      got: `${values.length}`,
      hint: "a shorter lookback or horizon",
    });
  }
  const count = Math.floor(last / stride) + 1;
  const starts = Int32Array.from({ length: count }, (_, n) => last - stride * (count - 1 - n));
  return { starts, lookback, horizon };
}
