/**
 * Linear regression with a penalty on large coefficients, by Cholesky's factors of the normal equations.
 *
 *   (XᵀX + λ·I) β = Xᵀy      L·Lᵀ = XᵀX + λ·I
 *
 * The last column is the constant, which is not penalised. Shapes: x [N][P]; y [N]; β [P].
 */
export function ridge(x: readonly (readonly number[])[], y: readonly number[], penalty: number): number[] {
  const places = x[0]!.map((_, place) => place);
  const factor: number[][] = [];
  const beta: number[] = [];
  for (const i of places) {
    factor[i] = [];
    for (let j = 0; j <= i; j++) {
      let sum = i === j && i < places.length - 1 ? penalty : 0;
      for (const row of x) sum += row[i]! * row[j]!;
      for (let k = 0; k < j; k++) sum -= factor[i]![k]! * factor[j]![k]!;
      factor[i]![j] = i === j ? Math.sqrt(sum) : sum / factor[j]![j]!;
    }
    let sum = x.reduce((total, row, n) => total + row[i]! * y[n]!, 0);
    for (let k = 0; k < i; k++) sum -= factor[i]![k]! * beta[k]!;
    beta[i] = sum / factor[i]![i]!;
  }
  for (const i of places.toReversed()) {
    for (let k = i + 1; k < places.length; k++) beta[i]! -= factor[k]![i]! * beta[k]!;
    beta[i]! /= factor[i]![i]!;
  }
  return beta;
}
