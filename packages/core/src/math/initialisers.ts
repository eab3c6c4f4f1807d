import { ShapeError, SluiceError } from "../errors.ts";
import { orthonormal } from "./orthonormal.ts";
import type { RandomStream } from "./random.ts";

/**
 * How a weight is wired: what its initial size depends on.
 */
export interface Fan {
  /** Inputs that one unit of the output adds up. */
  in: number;
  /** Outputs that one unit of the input feeds. */
  out: number;
  /** Hidden size of the recurrent layer that the weight belongs to, if any. */
  hidden?: number;
}

/** Draws the first values of a parameter, in row-major order. */
export type Initialiser = (shape: readonly number[], fan: Fan, stream: RandomStream) => Float64Array;

/**
 * Uniform in ±bound, by default ±1/√hidden in a recurrent layer and ±1/√in elsewhere.
 *
 * Errors: E_ARGUMENT when the size that the default needs is not positive. Source: the defaults of torch.nn's recurrent and
 * linear layers.
 */
export function uniform(bound?: number): Initialiser {
  return (shape, fan, stream) => {
    const limit = bound ?? 1 / Math.sqrt(positive("uniform", fan.hidden ?? fan.in));
    return filled(shape, () => stream.uniformIn(-limit, limit));
  };
}

/**
 * Uniform in ±gain·√(6 / (in + out)): the same variance forwards and backwards.
 *
 * Errors: E_ARGUMENT when in + out is not positive. Source: Glorot and Bengio 2010, Understanding the difficulty of training
 * deep feedforward neural networks.
 */
export function glorot(gain = 1): Initialiser {
  return (shape, fan, stream) => {
    const limit = gain * Math.sqrt(6 / positive("glorot", fan.in + fan.out));
    return filled(shape, () => stream.uniformIn(-limit, limit));
  };
}

/** Normal with mean 0 and standard deviation `std`. */
export function normal(std: number): Initialiser {
  return (shape, _fan, stream) => filled(shape, () => std * stream.normal());
}

/** The same value everywhere; draws nothing. */
export function constant(value: number): Initialiser {
  return (shape) => filled(shape, () => value);
}

/**
 * gain times a matrix whose rows (or columns, where there are more rows than columns) are orthonormal, all such matrices
 * equally likely.
 *
 *   A ~ N(0, 1), A = Q·R with R's diagonal positive      W = gain·Q
 *
 * Shapes: at least two axes; the first against all others. Errors: E_SHAPE for fewer axes.
 * Source: Saxe et al. 2014, arXiv:1312.6120.
 */
export function orthogonal(gain = 1): Initialiser {
  return (shape, _fan, stream) => {
    const size = sizeOf(shape);
    if (shape.length < 2) {
      throw new ShapeError({
        where: "initialiser orthogonal",
        expected: "a matrix",
        got: `shape [${shape.join(", ")}]`,
        hint: '"uniform" or "zeros" for a vector',
      });
    }
    const rows = shape[0]!;
    const columns = rows === 0 ? 0 : size / rows;
    const tall = rows > columns;
    const vectors = tall ? orthonormal(columns, rows, stream) : orthonormal(rows, columns, stream);
    const values = new Float64Array(size);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const entry = tall ? vectors[column]![row]! : vectors[row]![column]!;
        values[row * columns + column] = gain * entry;
      }
    }
    return values;
  };
}

function filled(shape: readonly number[], draw: () => number): Float64Array {
  const values = new Float64Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return values;
}

function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new ShapeError({
        where: "initialiser",
        expected: "axes of whole lengths",
        got: `shape [${shape.join(", ")}]`,
      });
    }
    size *= length;
  }
  return size;
}

function positive(name: string, size: number): number {
  if (size > 0 && Number.isFinite(size)) return size;
  throw new SluiceError("E_ARGUMENT", {
    where: `initialiser ${name}`,
    expected: "a layer with a positive number of inputs",
    got: String(size),
  });
}
