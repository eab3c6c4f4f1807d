import {
  add,
  div,
  equal,
  erf,
  exp,
  less,
  log,
  mul,
  reduceMax,
  select,
  sigmoid,
  sub,
  sum,
  tanh,
  tensor,
  type Value,
} from "./ops.ts";
import type { Tensor } from "./tensor.ts";

// Together with relu, tanh, sigmoid, softplus and softmax, the activations of networks: each is a layer as it stands. NaN
// passes through all of them, and what a branch not taken would overflow in stays out by selection.

/** x where x > 0, else `slope` · x. Source: torch.nn.LeakyReLU. */
export function leakyRelu(x: Value, slope = 0.01): Tensor {
  return select(less(0, x), x, mul(slope, x));
}

/** x where x > 0, else α (e^x − 1). Source: Clevert et al. 2016, torch.nn.ELU. */
export function elu(x: Value, alpha = 1): Tensor {
  const isPositive = less(0, x);
  return select(isPositive, x, mul(alpha, sub(exp(select(isPositive, 0, x)), 1)));
}

/** x Φ(x) = ½ x (1 + erf(x / √2)). Source: Hendrycks and Gimpel 2016, torch.nn.GELU. */
export function gelu(x: Value): Tensor {
  return mul(mul(0.5, x), add(1, erf(mul(Math.SQRT1_2, x))));
}

/** GELU by ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). Source: torch.nn.GELU with approximate="tanh". */
export function geluTanh(x: Value): Tensor {
  const cubic = mul(x, add(1, mul(0.044715, mul(x, x))));
  return mul(mul(0.5, x), add(1, tanh(mul(Math.sqrt(2 / Math.PI), cubic))));
}

/** x σ(x), also called swish. Source: Elfwing et al. 2017, torch.nn.SiLU. */
export function silu(x: Value): Tensor {
  return mul(x, sigmoid(x));
}

/** x/6 + ½ between −3 and 3, 0 below and 1 above. Source: torch.nn.Hardsigmoid. */
export function hardSigmoid(x: Value): Tensor {
  const atMost = (a: Value, b: Value) => add(less(a, b), equal(a, b));
  return select(atMost(x, -3), 0, select(atMost(3, x), 1, add(div(x, 6), 0.5)));
}

/** log softmax(x) = x − log Σ e^x over the last axis, shifted by the maximum. Source: torch.nn.LogSoftmax. */
export function logSoftmax(x: Value): Tensor {
  const given = tensor(x);
  const shifted = sub(given, reduceMax(given, [-1], true));
  return sub(shifted, log(sum(exp(shifted), [-1], true)));
}
