import { randomStream } from "./random.ts";
import { threefry } from "./threefry.ts";

/** How many numbers a key has. */
export const KEY_LENGTH = 5;

/**
 * The key of all random numbers of one step of training, in pieces of 16 bits, which float32 holds exactly.
 *
 *   [k₀ mod 2^16, ⌊k₀ / 2^16⌋, k₁ mod 2^16, ⌊k₁ / 2^16⌋, firstRow]      (k₀, k₁) = the key of randomStream(seed, "step", step)
 *
 * `firstRow` is where the rows that are computed start in the batch, below 2^24: whoever computes some of the rows draws
 * the numbers that these rows have in the whole.
 * Errors: E_ARGUMENT unless seed and step are integers from 0 to 2^53 − 1.
 */
export function randomKey(seed: number, step: number, firstRow = 0): Float32Array {
  const [k0, k1] = randomStream(seed, "step", step).key;
  return Float32Array.of(k0 & 0xffff, k0 >>> 16, k1 & 0xffff, k1 >>> 16, firstRow);
}

/** The key for those rows alone that begin with the `row`-th. */
export function keyFrom(key: ArrayLike<number>, row: number): Float32Array {
  const moved = Float32Array.from(key);
  moved[KEY_LENGTH - 1]! += row;
  return moved;
}

/**
 * A random number of a stream: a multiple of 2^−24 in [0, 1), all 2^24 equally likely, exact in float32 and float64.
 *
 *   (w₀, w₁) = threefry(k₀ + stream, k₁; row, ⌊place / 2⌋)      u = ⌊w_(place mod 2) / 2^8⌋ / 2^24
 *
 * `row` counts from the first row of the batch, `place` within the row.
 */
export function uniformAt(key: ArrayLike<number>, stream: number, row: number, place: number): number {
  const k0 = key[0]! + key[1]! * 65536;
  const k1 = key[2]! + key[3]! * 65536;
  const words = threefry(k0 + stream, k1, row, Math.floor(place / 2));
  return (words[place % 2]! >>> 8) / 16777216;
}
