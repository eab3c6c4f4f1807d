/** An axis scale: from `min` to `max` in steps of `interval`, shown with `decimals` digits after the point. */
export interface Scale {
  min: number;
  max: number;
  interval: number;
  decimals: number;
}

/** The round step (1, 2, 2.5 or 5 times a power of ten) that cuts `span` into about `count` parts, and its digits. */
export function roundStep(span: number, count: number): { interval: number; decimals: number } {
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

/** A logarithmic axis scale: from `min` to `max` with these ticks. */
export interface LogScale {
  min: number;
  max: number;
  ticks: readonly number[];
}

const MULTIPLES = [1, 2, 5];

/**
 * A logarithmic scale that holds [low, high], both greater than 0, in at most about `count` ticks.
 *
 * Its ends are 1, 2 or 5 times a power of ten, or powers alone where it spans many. Ticks are powers of ten, as many powers apart
 * as room asks for; where they are few, also 2 and 5 times these. One value stands between two ticks.
 */
export function logScale(low: number, high: number, count: number): LogScale {
  const [from, to] = [Math.floor(Math.log10(low)) - 1, Math.ceil(Math.log10(high)) + 1];
  const fine: number[] = [];
  for (let exponent = from; exponent <= to; exponent++)
    for (const multiple of MULTIPLES) fine.push(Number(`${multiple}e${exponent}`));
  // Tolerates rounding: 0.1 + 0.2 must not ask for another tick above 0.3.
  const first = fine.findLastIndex((tick) => tick <= low * (1 + 1e-9));
  const last = Math.max(
    first + 1,
    fine.findIndex((tick) => tick >= high * (1 - 1e-9)),
  );
  if (last - first < count) return { min: fine[first]!, max: fine[last]!, ticks: fine.slice(first, last + 1) };
  const bottom = Math.floor(Math.log10(fine[first]!) + 1e-9);
  const top = Math.ceil(Math.log10(fine[last]!) - 1e-9);
  const tight = top - bottom < 2 * count;
  const step = Math.max(1, Math.ceil((top - bottom) / count));
  const ticks: number[] = [];
  for (let exponent = Math.ceil(bottom / step) * step; exponent <= top; exponent += step)
    ticks.push(Number(`1e${exponent}`));
  const [min, max] = tight ? [fine[first]!, fine[last]!] : [Number(`1e${bottom}`), Number(`1e${top}`)];
  return { min, max, ticks: ticks.filter((tick) => tick >= min && tick <= max) };
}
