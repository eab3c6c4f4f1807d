import { SluiceError } from "../errors.ts";
import { log } from "./log.ts";
import { threefry, writeThreefry } from "./threefry.ts";
import { cosPi } from "./trigonometry.ts";

const TWO_TO_32 = 4294967296;
const TWO_TO_53 = 9007199254740992;
const LARGEST_LENGTH = 2147483647;

/** The top two bits of a counter say what it counts, so that a stream's draws never meet the key of a stream below it. */
const DRAW = 0x40000000;
const CHARACTER = 0x80000000;
const TEXT_END = 0xc0000000;

/** What `shuffle` reorders in place. */
export type Shuffleable = unknown[] | Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/**
 * A sequence of random numbers that depends on nothing but its seed and path: see `randomStream`.
 */
export interface RandomStream {
  /** The two Threefry key words of this seed and path, for code that counts draws itself. */
  readonly key: readonly [number, number];

  /** A multiple of 2^−53 in [0, 1), all 2^53 equally likely. */
  uniform(): number;

  /**
   * low + (high − low)·u with u from `uniform`, in [low, high); their one value when they are equal.
   *
   * Errors: E_ARGUMENT unless low ≤ high, both finite, and so is their difference.
   */
  uniformIn(low: number, high: number): number;

  /**
   * A draw from the standard normal distribution: √(−2·ln u₁)·cos(2π·u₂), two uniforms each.
   *
   * Source: Box and Muller 1958.
   */
  normal(): number;

  /**
   * An integer in [0, n), all n equally likely: a 53-bit draw modulo n, drawn again in the last, incomplete round.
   *
   * Errors: E_ARGUMENT unless n is an integer from 1 to 2^53 − 1.
   */
  integer(n: number): number;

  /**
   * Reorders an array in place, all orders equally likely, and returns it.
   *
   * Source: Fisher and Yates 1938, from the last element down (Durstenfeld 1964).
   */
  shuffle<A extends Shuffleable>(array: A): A;

  /**
   * The integers 0 … n − 1 in random order.
   *
   * Errors: E_ARGUMENT unless n is an integer from 0 to 2^31 − 1.
   */
  permutation(n: number): Int32Array;
}

/**
 * The stream of random numbers of a seed and a path, the same bits on every engine.
 *
 *   key = (seed mod 2^32, ⌊seed / 2^32⌋)      key ← threefry(key, part) for each part of the path; texts by UTF-16 code unit
 *   draw i = threefry(key, i)
 *
 * Streams of different paths are independent, so that work can be reordered or split without changing any of its numbers:
 * `randomStream(seed, "init", "W_z")`, `randomStream(seed, "shuffle", epoch)`.
 * Errors: E_ARGUMENT unless the seed and every number of the path are integers from 0 to 2^53 − 1.
 * Source: Salmon et al. 2011 (threefry).
 */
export function randomStream(seed: number, ...path: (number | string)[]): RandomStream {
  checkWhole("randomStream, seed", seed);
  let key: [number, number] = [seed % TWO_TO_32, Math.floor(seed / TWO_TO_32)];
  path.forEach((part, index) => {
    if (typeof part === "string") {
      key = keyBelowText(key, part);
    } else {
      checkWhole(`randomStream, path[${index}]`, part);
      key = threefry(key[0], key[1], part % TWO_TO_32, Math.floor(part / TWO_TO_32));
    }
  });
  return new ThreefryStream(key);
}

function keyBelowText(key: [number, number], text: string): [number, number] {
  let [key0, key1] = key;
  for (let i = 0; i < text.length; i++) {
    [key0, key1] = threefry(key0, key1, text.charCodeAt(i), CHARACTER + i);
  }
  return threefry(key0, key1, text.length, TEXT_END);
}

function checkWhole(where: string, value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return;
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: "an integer from 0 to 9007199254740991 (2^53 − 1)",
    got: typeof value === "number" ? String(value) : `a value of type ${typeof value}`,
  });
}

class ThreefryStream implements RandomStream {
  readonly key: readonly [number, number];
  #draws = 0;
  readonly #block = new Uint32Array(2);

  constructor(key: readonly [number, number]) {
    this.key = key;
  }

  /** 53 random bits: 27 from the first word, 26 from the second. */
  #bits(): number {
    const index = this.#draws++;
    const [key0, key1] = this.key;
    writeThreefry(key0, key1, index % TWO_TO_32, DRAW + Math.floor(index / TWO_TO_32), this.#block);
    return (this.#block[0]! >>> 5) * 67108864 + (this.#block[1]! >>> 6);
  }

  uniform(): number {
    return this.#bits() / TWO_TO_53;
  }

  uniformIn(low: number, high: number): number {
    if (!(low <= high) || !Number.isFinite(high - low)) {
      throw new SluiceError("E_ARGUMENT", {
        where: "uniformIn",
        expected: "two finite numbers in ascending order",
        got: `${low} and ${high}`,
      });
    }
    if (low === high) return high;
    let value = high;
    // Rounding can reach the upper end although u < 1.
    while (value >= high) value = low + (high - low) * this.uniform();
    return value;
  }

  normal(): number {
    // 1 − u lies in (0, 1], where the logarithm is finite.
    const radius = Math.sqrt(-2 * log(1 - this.uniform()));
    return radius * cosPi(2 * this.uniform());
  }

  integer(n: number): number {
    if (!Number.isSafeInteger(n) || n < 1) {
      throw new SluiceError("E_ARGUMENT", {
        where: "integer",
        expected: "a count from 1 to 9007199254740991 (2^53 − 1)",
        got: String(n),
      });
    }
    const complete = TWO_TO_53 - (TWO_TO_53 % n);
    let bits = this.#bits();
    while (bits >= complete) bits = this.#bits();
    return bits % n;
  }

  shuffle<A extends Shuffleable>(array: A): A {
    const items: { [index: number]: unknown } = array;
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const item = items[i];
      items[i] = items[j];
      items[j] = item;
    }
    return array;
  }

  permutation(n: number): Int32Array {
    if (!Number.isInteger(n) || n < 0 || n > LARGEST_LENGTH) {
      throw new SluiceError("E_ARGUMENT", {
        where: "permutation",
        expected: "a length from 0 to 2147483647",
        got: String(n),
      });
    }
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    return this.shuffle(order);
  }
}
