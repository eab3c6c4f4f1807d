import { SluiceError } from "@sluice/core";

/** The steps [from, to) that a scaler learns from: the training span, so that the future never leaks in. */
export interface FitSpan {
  from?: number;
  to?: number;
}

/** A fitted scaler: `invert(apply(x))` is x up to rounding; NaN stays NaN. */
export interface FittedScaler {
  apply(values: ArrayLike<number>): Float64Array;
  invert(values: ArrayLike<number>): Float64Array;
  /** Plain data to save; `restoreScaler` brings the scaler back. */
  readonly state: ScalerState;
}

/** How to scale, before any data is seen. */
export interface Scaler {
  readonly kind: string;
  /** Errors: E_DATA when the span holds no value or values too large to scale; E_ARGUMENT for a span outside the values. */
  fit(values: ArrayLike<number>, span?: FitSpan): FittedScaler;
}

/** Plain data: y = (x − shift) / scale + offset. */
export interface ScalerState {
  readonly kind: "min-max" | "standard";
  /** What is subtracted first. */
  readonly shift: number;
  /** What is divided by then, never 0. */
  readonly scale: number;
  /** What is added last. */
  readonly offset: number;
}

/** y = (x − shift) / scale + offset and back. */
export function linear(state: ScalerState): FittedScaler {
  const { shift, scale, offset } = state;
  return {
    apply: (values) => Float64Array.from(values, (value) => (value - shift) / scale + offset),
    invert: (values) => Float64Array.from(values, (value) => (value - offset) * scale + shift),
    state,
  };
}

/** The values present in a span. Errors: as Scaler.fit. */
export function presentValues(values: ArrayLike<number>, span: FitSpan, where: string): Float64Array {
  const { from = 0, to = values.length } = span;
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= values.length)) {
    throw new SluiceError("E_ARGUMENT", {
      where,
      expected: `a span within 0 to ${values.length}`,
      got: `${from} to ${to}`,
    });
  }
  const present: number[] = [];
  for (let step = from; step < to; step++) {
    const value = values[step]!;
    if (Number.isNaN(value)) continue;
    if (!Number.isFinite(value)) throw unscalable(where, "finite values", `${value} at step ${step}`);
    present.push(value);
  }
  if (present.length === 0) throw unscalable(where, "at least one value in the training span", "none");
  return Float64Array.from(present);
}

export function unscalable(where: string, expected: string, got: string): SluiceError {
  return new SluiceError("E_DATA", { where, expected, got });
}
