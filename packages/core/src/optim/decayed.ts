import { add, mul } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";

/** The gradient of the loss plus λ/2·w²: g + λ·w. */
export const decayed = (gradient: Tensor, parameter: Tensor, weightDecay: number): Tensor =>
  weightDecay === 0 ? gradient : add(gradient, mul(weightDecay, parameter));
