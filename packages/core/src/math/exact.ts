/**
 * What rounding took from a sum: a + b = sum + sumError(a, b, sum), exactly.
 *
 * Shapes: sum is a + b as rounded; finite. Source: Knuth 1969, The Art of Computer Programming 2, 4.2.2.
 */
export function sumError(a: number, b: number, sum: number): number {
  const second = sum - a;
  return a - (sum - second) + (b - second);
}

/** Splits 53 bits into 26 and 27. */
const SPLITTER = 134217729;

/**
 * What rounding took from a product: a·b = product + productError(a, b, product), exactly.
 *
 * Shapes: product is a·b as rounded; |a|, |b| < 2^990, and a·b neither overflows nor comes within 2^−53 of the denormals.
 * Source: Dekker 1971, A floating-point technique for extending the available precision.
 */
export function productError(a: number, b: number, product: number): number {
  const aScaled = SPLITTER * a;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = SPLITTER * b;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/**
 * (a + aLow) ÷ (b + bLow), rounded almost once.
 *
 * Shapes: |aLow| and |bLow| below a unit in the last place of a and b.
 */
export function quotient(a: number, aLow: number, b: number, bLow: number): number {
  const estimate = a / b;
  const product = estimate * b;
  const remainder = a - product - productError(estimate, b, product) + aLow - estimate * bLow;
  return estimate + remainder / b;
}
