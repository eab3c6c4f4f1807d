import { tableNumber } from "../numbers.ts";
import type { HeatScale } from "./figure.ts";

/** A few values beyond this share of all must not press the others into one colour. */
const SHOWN_SHARE = 0.995;
/** More values are looked at every so many. */
const MOST_SORTED = 100_000;

/** Rounded up to two digits. */
function roundedUp(value: number): number {
  const exponent = Math.floor(Math.log10(value)) - 1;
  // Tolerates rounding: 0.7 must not become 0.71.
  return Number(`${Math.ceil(Number((value / Number(`1e${exponent}`)).toPrecision(12)))}e${exponent}`);
}

/**
 * A scale around 0, as wide on either side, that nearly all of the values lie on; its ends say so where some lie beyond.
 */
export function signedScale(values: Float64Array): HeatScale {
  const every = Math.max(1, Math.floor(values.length / MOST_SORTED));
  const sizes: number[] = [];
  let greatest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (!Number.isFinite(size)) continue;
    if (size > greatest) greatest = size;
    if (i % every === 0) sizes.push(size);
  }
  if (greatest < 1e-280) return { ramp: "signed", low: -1, high: 1, lowText: "−1", highText: "1" };
  const sorted = Float64Array.from(sizes).sort();
  const usual = sorted[Math.ceil(SHOWN_SHARE * (sorted.length - 1))] ?? greatest;
  // Where nearly all is 0, as of a flag that is seldom set, the few others are what a reader looks for.
  const limit = roundedUp(usual < greatest / 20 ? greatest : usual);
  const isClipped = greatest > limit;
  const text = tableNumber(limit);
  return {
    ramp: "signed",
    low: -limit,
    high: limit,
    lowText: isClipped ? `≤ −${text}` : `−${text}`,
    highText: isClipped ? `≥ ${text}` : text,
  };
}
