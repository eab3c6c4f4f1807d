import { leastForecast, leastOf } from "./anchor.ts";
import { columnScale } from "./column-scale.ts";
import { nearExp, nearLog } from "./near-log.ts";

/** Rows that every coefficient is estimated from, at least. */
const ROWS_EACH = 10;
/** Keeps what cannot be told apart, such as a column that never changes, from having any effect. */
const RIDGE = 1e-6;

/** A target with its known columns; N steps, complete and positive or not. */
export interface Driven {
  /** [N] in units such that the largest is about 1. */
  readonly values: Float64Array;
  /** [N] each, in the units of the table. */
  readonly known: readonly Float64Array[];
  readonly season: number;
}

/**
 * Whether known columns multiply a series rather than add to it: a discount sells half as much again, on a slow day and on a busy one.
 *
 *   ŷ_t = f⁻¹(f(y_{t−m}) + Σ_c β_c (x_{c,t} − x_{c,t−m}))        m: the season; β: least squares
 *
 * They do where f = log gives the smaller mean |y_t − ŷ_t| than f(y) = y. Without known columns, with values that are not positive, and with
 * fewer than ten rows for a coefficient, the answer is no.
 */
export function effectsMultiply({ values, known, season }: Driven): boolean {
  const rows = values.length - season;
  if (known.length === 0 || rows < ROWS_EACH * (known.length + 1) || leastOf(values) <= 0) return false;
  const changes = known.map((column) => changesOver(columnScale(column)(column), season));
  return errorOf(values, changes, season, true) < errorOf(values, changes, season, false);
}

const changesOver = (values: Float64Array, season: number): Float64Array =>
  values.subarray(season).map((value, t) => value - values[t]!);

function errorOf(values: Float64Array, changes: readonly Float64Array[], season: number, log: boolean): number {
  const z = log ? values.map(nearLog) : values;
  const effects = leastSquares(changes, changesOver(z, season));
  const least = leastForecast(values);
  let sum = 0;
  for (let t = season; t < z.length; t++) {
    let told = z[t - season]!;
    changes.forEach((column, c) => {
      told += effects[c]! * column[t - season]!;
    });
    sum += Math.abs(values[t]! - (log ? nearExp(told) : Math.max(least, told)));
  }
  return sum;
}

/** β that minimises |y − X·β|² + ridge·|β|², by Cholesky's factors of XᵀX. Shapes: columns [C][N]; y [N]; β [C]. */
function leastSquares(columns: readonly Float64Array[], y: Float64Array): Float64Array {
  const factors = columns.map(() => new Float64Array(columns.length));
  const beta = new Float64Array(columns.length);
  for (let i = 0; i < columns.length; i++) {
    const row = factors[i]!;
    for (let j = 0; j <= i; j++) {
      let sum = dot(columns[i]!, columns[j]!) + (i === j ? RIDGE * y.length : 0);
      for (let k = 0; k < j; k++) sum -= row[k]! * factors[j]![k]!;
      row[j] = i === j ? Math.sqrt(Math.max(sum, RIDGE)) : sum / factors[j]![j]!;
    }
    let sum = dot(columns[i]!, y);
    for (let k = 0; k < i; k++) sum -= row[k]! * beta[k]!;
    beta[i] = sum / row[i]!;
  }
  for (let i = columns.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < columns.length; k++) beta[i]! -= factors[k]![i]! * beta[k]!;
    beta[i]! /= factors[i]![i]!;
  }
  return beta;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) sum += a[t]! * b[t]!;
  return sum;
}
