import { linear, presentValues, type Scaler, unscalable } from "./scaler.ts";

/**
 * Maps the training span's least and largest value to `low` and `high` (0 and 1 unless told).
 *
 *   y = (x − min)·(high − low)/(max − min) + low
 *
 * Units: y has none.   A constant span keeps its unit: y = x − min + low.
 * Errors: E_DATA when the span has no value or max − min is not finite.
 */
export function minMaxScaler({ low = 0, high = 1 } = {}): Scaler {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw unscalable("minMaxScaler", "low below high", `${low} and ${high}`);
  }
  return {
    kind: "min-max",
    fit(values, span = {}) {
      const present = presentValues(values, span, "minMaxScaler");
      let min = Number.POSITIVE_INFINITY;
      let max = Number.NEGATIVE_INFINITY;
      for (const value of present) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      const scale = (max - min) / (high - low);
      if (!Number.isFinite(scale)) throw unscalable("minMaxScaler", "a finite range", `${min} to ${max}`);
      return linear({ kind: "min-max", shift: min, scale: scale > 0 ? scale : 1, offset: low });
    },
  };
}
