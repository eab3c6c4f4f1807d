import { linear, presentValues, type Scaler, unscalable } from "./scaler.ts";

/**
 * Subtracts the training span's mean and divides by its standard deviation.
 *
 *   y = (x − μ)/σ      σ² = (1/n) Σ (x − μ)²
 *
 * Units: y has none.   A constant span keeps its unit: y = x − μ.
 * Errors: E_DATA when the span has no value or σ is not finite.
 */
export function standardScaler(): Scaler {
  return {
    kind: "standard",
    fit(values, span = {}) {
      const present = presentValues(values, span, "standardScaler");
      // Counted from the first value: a constant series then has σ = 0 exactly, not the rounding of its mean.
      const first = present[0]!;
      let sum = 0;
      for (const value of present) sum += value - first;
      const mean = sum / present.length;
      let squares = 0;
      for (const value of present) {
        const distance = value - first - mean;
        squares += distance * distance;
      }
      const deviation = Math.sqrt(squares / present.length);
      if (!Number.isFinite(deviation)) throw unscalable("standardScaler", "values below 1e150", "larger ones");
      return linear({ kind: "standard", shift: first + mean, scale: deviation > 0 ? deviation : 1, offset: 0 });
    },
  };
}
