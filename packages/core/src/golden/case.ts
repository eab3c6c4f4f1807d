import type { NdArray } from "../backends/reference/ndarray.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { BackendName } from "../program.ts";

/** A graph with its data and what an independent implementation computed. */
export interface GoldenCase {
  readonly name: string;
  /** Results by name. */
  readonly results: Readonly<Record<string, Tensor>>;
  readonly inputs: ReadonlyMap<string, NdArray>;
  readonly variables: ReadonlyMap<string, NdArray>;
  readonly lengths: Readonly<Record<string, number>>;
  /** By result name; a gradient is held to another tolerance than a value. */
  readonly expected: ReadonlyMap<string, { array: NdArray; gradient: boolean }>;
}

/** A case that is more than one run of one graph; `check` says what differs: nothing where it passes. */
export interface GoldenRun {
  readonly name: string;
  check(backend: BackendName): Promise<string[]>;
}

/** Why a case cannot be run yet. */
export interface SkippedCase {
  readonly name: string;
  readonly skipped: string;
}

/** The largest deviation allowed, relative to an array's largest absolute value. */
export const tolerance = (backend: BackendName, gradient: boolean): number =>
  backend === "reference" ? 1e-7 : gradient ? 1e-4 : 1e-5;

/** A file's array: `{ shape, data }`, row-major. */
export function arrayOf(value: unknown, where: string): NdArray {
  const { shape, data } = (value ?? {}) as { shape?: number[]; data?: number[] };
  if (!Array.isArray(shape) || !Array.isArray(data)) throw new Error(`${where}: expected an array { shape, data }`);
  return { shape, data: Float64Array.from(data) };
}

/** Swaps the first two axes: public [B, T, F] and inner [T, B, F]. */
export function swapSteps({ shape, data }: NdArray): NdArray {
  const [a, b, ...rest] = shape as [number, number, ...number[]];
  const size = rest.reduce((product, s) => product * s, 1);
  const swapped = new Float64Array(data.length);
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++) {
      const from = (i * b + j) * size;
      swapped.set(data.subarray(from, from + size), (j * a + i) * size);
    }
  return { shape: [b, a, ...rest], data: swapped };
}

/** Swaps the axes of a matrix. */
export const transposed = (matrix: NdArray): NdArray => swapSteps(matrix);

/** Rows `from` … `from + count − 1`, times a factor. */
export function rowsOf({ shape, data }: NdArray, from: number, count: number, factor = 1): NdArray {
  const size = data.length / shape[0]!;
  return {
    shape: [count, ...shape.slice(1)],
    data: data.slice(from * size, (from + count) * size).map((x) => factor * x),
  };
}

export const sumOf = (a: NdArray, b: NdArray): NdArray => ({
  shape: a.shape,
  data: a.data.map((x, i) => x + b.data[i]!),
});
