/** An axis scale: from `min` to `max` in steps of `interval`, shown with `decimals` digits after the point. */
export interface Scale {
  min: number;
  max: number;
  interval: number;
  decimals: number;
}

/** The round step (1, 2, 2.5 or 5 times a power of ten) that cuts `span` into about `count` parts, and its digits. */
function roundStep(span: number, count: number): { interval: number; decimals: number } {
  const rough = span / Math.max(1, count);
  const exponent = Math.floor(Math.log10(rough));
  const fraction = rough / 10 ** exponent;
  const nice = fraction < 1.2 ? 1 : fraction < 2.1 ? 2 : fraction < 3 ? 2.5 : fraction < 6 ? 5 : 10;
  const digits = nice === 2.5 ? 1 - exponent : nice === 10 ? -1 - exponent : -exponent;
  return { interval: Number(`${nice}e${exponent}`), decimals: Math.max(0, digits) };
}

/**
 * A scale of round numbers that holds [low, high] in about `count` steps.
 *
 * A single value stands about in the middle of a scale a tenth of its size to either side.
 */
export function roundScale(low: number, high: number, count: number): Scale {
  let [from, to] = [low, high];
  // Below this the numbers are one value up to rounding, and the steps between them could not be represented.
  if (to - from <= Math.max(1e-290, 1e-12 * Math.max(Math.abs(from), Math.abs(to)))) {
    const around = Math.abs(from) < 1e-280 ? 1 : Math.abs(from) * 0.1;
    [from, to] = [from - around, to + around];
  }
  const { interval, decimals } = roundStep(to - from, count);
  const tidy = (value: number) => Number(value.toPrecision(14));
  // Tolerates rounding: 0.3 / 0.1 must not ask for another step.
  const first = Math.floor(from / interval + 1e-9);
  const last = Math.ceil(to / interval - 1e-9);
  return { min: tidy(first * interval), max: tidy(last * interval), interval, decimals };
}

/** The powers of ten that hold [low, high], both greater than 0; at least one decade. */
export function decades(low: number, high: number): { min: number; max: number } {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9));
  return { min: Number(`1e${first}`), max: Number(`1e${last}`) };
}
