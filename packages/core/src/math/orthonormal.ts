import type { RandomStream } from "./random.ts";

/**
 * `count` orthonormal vectors of `length` elements, all such sets equally likely.
 *
 *   A ~ N(0, 1) [length, count], A = Q·R with R's diagonal positive: the columns of Q
 *
 * Gram–Schmidt, twice per vector, which is orthogonal to machine precision.
 *
 * Shapes: count ≤ length. Source: Giraud, Langou, Rozložník and van den Eshof 2005 (twice is enough); Mezzadri 2007,
 * arXiv:math-ph/0609050 (the sign of R).
 */
export function orthonormal(count: number, length: number, stream: RandomStream): Float64Array[] {
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = new Float64Array(length);
    for (let i = 0; i < length; i++) vector[i] = stream.normal();
    for (let round = 0; round < 2; round++) {
      for (const other of vectors) {
        const along = dot(vector, other);
        for (let i = 0; i < length; i++) vector[i]! -= along * other[i]!;
      }
    }
    const norm = Math.sqrt(dot(vector, vector));
    // A draw in the span of the others has no direction left: draw again.
    if (norm < 1e-6) continue;
    for (let i = 0; i < length; i++) vector[i]! /= norm;
    vectors.push(vector);
  }
  return vectors;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
