import type { BinaryName, UnaryName } from "../../graph/tensor.ts";
import { erf } from "../../math/erf.ts";

/** The definition of every elementwise operation, in float64. Only this backend may use Math's functions. */
export const unaryFunctions: Record<UnaryName, (x: number) => number> = {
  neg: (x) => -x,
  exp: Math.exp,
  erf,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  relu: (x) => Math.max(x, 0),
  sqrt: Math.sqrt,
  abs: Math.abs,
  sign: Math.sign,
  reciprocal: (x) => 1 / x,
};

export const binaryFunctions: Record<BinaryName, (x: number, y: number) => number> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  min: Math.min,
  max: Math.max,
  less: (x, y) => (x < y ? 1 : 0),
  equal: (x, y) => (x === y ? 1 : 0),
};
