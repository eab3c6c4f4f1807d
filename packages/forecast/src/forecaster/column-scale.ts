import { fill } from "../panel/fill.ts";
import { standardScaler } from "../scale/standard.ts";

/** How far scaled numbers may stray from 0: beyond, they are cut off, lest one outlier decide a network's answer. */
export const FARTHEST = 5;

export function cutOff(value: number): number {
  return value > FARTHEST ? FARTHEST : Math.max(value, -FARTHEST);
}

/** Whether a column says yes or no: it then keeps its 0 and 1. */
const isFlag = (values: ArrayLike<number>) => Array.prototype.every.call(values, (value) => value === 0 || value === 1);

/** From a column's values to what a network sees, learnt from the training span. */
export type ColumnScale = (values: ArrayLike<number>) => Float64Array;

export function columnScale(values: Float64Array): ColumnScale {
  if (isFlag(values)) return (others) => Float64Array.from(others);
  const scaler = standardScaler().fit(values);
  return (others) => scaler.apply(others);
}

/** A column without missing values; one that has no value at all says nothing and is 0. */
export function completeColumn(values: Float64Array): Float64Array {
  return values.every(Number.isNaN) ? new Float64Array(values.length) : fill(values);
}
