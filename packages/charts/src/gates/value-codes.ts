/** One digit of a number in base 64: letters that need no escaping in JSON or HTML. */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Of how many numbers a code is one, and how many codes stand together in how many characters. */
interface Packing {
  base: number;
  values: number;
  digits: number;
  /** Steps are these times a power of ten. */
  steps: readonly number[];
}

/** `fine`: 3 characters a value, whose decimals are right. `small`: 5 characters for three. */
const PACKINGS = {
  fine: { base: 2 ** 18, values: 1, digits: 3, steps: [1] },
  small: { base: 2 ** 10, values: 3, digits: 5, steps: [1, 2, 5] },
} satisfies Record<string, Packing>;

export type Precision = keyof typeof PACKINGS;

/** Values as a text: numbers of steps from the first, plus 1, the last of a pack being its highest; 0 is no value. */
export interface ValueCodes {
  text: string;
  packing: Packing;
  /** The least value, in whole steps. */
  first: number;
  step: number;
  /** After the point, of `step`. */
  decimals: number;
}

/** The finest of a packing's steps whose number of codes a span fits into. */
function finestStep(span: number, { base, steps }: Packing): { step: number; decimals: number } {
  // Some codes are lost: one says that there is no value, and the ends are rounded outwards.
  const most = base - 4;
  // Below this, steps would be powers of ten that numbers cannot hold.
  const start = Math.max(-280, Math.floor(Math.log10(Math.max(span, 1e-280) / most)) - 1);
  for (let exponent = start; ; exponent++)
    for (const times of steps) {
      const step = Number(`${times}e${exponent}`);
      if (step * most >= span) return { step, decimals: Math.max(0, -exponent) };
    }
}

/**
 * Values rounded to whole steps, as a text: to a power of ten that is 1 part in 26,000 of the way from the least to the
 * greatest, or finer; or small: to 1 in 400 or finer, and to 0.001 from 0 to 1. What is not finite is no value.
 *
 *   value = (first + code − 1) · step
 */
export function valueCodes(values: Float64Array, precision: Precision): ValueCodes {
  const packing = PACKINGS[precision];
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (least > greatest) [least, greatest] = [0, 0];
  // Values that hardly differ are told apart no further than as whole numbers of steps that are exact.
  const span = Math.max(greatest - least, 1e-10 * Math.max(Math.abs(least), Math.abs(greatest)));
  const { step, decimals } = finestStep(span, packing);
  const first = Math.floor(least / step);
  const digitBytes = new TextEncoder().encode(DIGITS);
  const packs = Math.ceil(values.length / packing.values);
  const bytes = new Uint8Array(packs * packing.digits);
  for (let pack = 0; pack < packs; pack++) {
    let code = 0;
    for (let i = packing.values - 1; i >= 0; i--) {
      const value = values[pack * packing.values + i] ?? Number.NaN;
      code = code * packing.base + (Number.isFinite(value) ? Math.round(value / step) - first + 1 : 0);
    }
    for (let digit = packing.digits - 1; digit >= 0; digit--) {
      bytes[pack * packing.digits + digit] = digitBytes[code % 64]!;
      code = Math.floor(code / 64);
    }
  }
  return { text: new TextDecoder().decode(bytes), packing, first, step, decimals };
}
