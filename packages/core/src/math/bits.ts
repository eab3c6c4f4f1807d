const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

float[0] = 1;
// The machine's byte order decides which word holds the sign and the exponent.
const HIGH = words[1] === 0 ? 0 : 1;

const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_54 = 18014398509481984;

/**
 * The exponent of a number: the k of x = ±m·2^k with 1 ≤ m < 2.
 *
 * Shapes: x finite and not 0.
 */
export function exponentOf(x: number): number {
  if (Math.abs(x) < SMALLEST_NORMAL) return exponentOf(x * TWO_TO_54) - 54;
  float[0] = x;
  return ((words[HIGH]! >>> 20) & 0x7ff) - 1023;
}

/**
 * The significand of a number: the m of x = ±m·2^k with 1 ≤ m < 2, without the sign.
 *
 * Shapes: x finite and not 0.
 */
export function significandOf(x: number): number {
  float[0] = Math.abs(x) < SMALLEST_NORMAL ? x * TWO_TO_54 : x;
  words[HIGH] = (words[HIGH]! & 0x000fffff) | 0x3ff00000;
  return float[0];
}

/**
 * 2^k for a normal result, −1022 ≤ k ≤ 1023.
 */
export function powerOfTwo(k: number): number {
  float[0] = 0;
  words[HIGH] = (k + 1023) << 20;
  return float[0];
}

/**
 * x·2^k, rounded once, also where the result is denormal or overflows.
 *
 * Shapes: 1/4 ≤ |x| < 4, k an integer of any size.
 */
export function scale(x: number, k: number): number {
  if (k > 1100) return x * Infinity;
  if (k < -1100) return x * 0;
  if (k > 1022) return x * 2 * powerOfTwo(k - 513) * powerOfTwo(512);
  // A detour through a normal number, so that only the last product rounds.
  if (k < -1020) return x * powerOfTwo(k + 128) * powerOfTwo(-128);
  return x * powerOfTwo(k);
}
