import { checkNumber } from "../checks/check-number.ts";
import { mul } from "../graph/ops.ts";
import { type AdamOptions, type AdamScalar, type AdamSlot, adamNamed } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";
import { rateAt } from "./rate.ts";

export interface AdamwOptions extends AdamOptions {
  /** λ: the part of the rate by which weights shrink at every step; 0.01 by default. */
  weightDecay?: number;
}

/**
 * Adam with a weight decay of its own, which no gradient scales.
 *
 *   w ← (1 − η·λ)·w      and then Adam's step, with its means of the plain gradient
 *
 * Errors: E_ARGUMENT as `adam`.
 * Source: Loshchilov and Hutter 2019, arXiv:1711.05101; torch.optim.AdamW.
 */
export function adamw({ weightDecay = 0.01, ...options }: AdamwOptions = {}): Optimizer<AdamSlot, AdamScalar | "kept"> {
  checkNumber("adamw, weightDecay", weightDecay, { from: 0 });
  const { slots, scalars, update } = adamNamed("adamw", options);
  return {
    name: "adamw",
    slots,
    scalars: (step, previous, losses) => ({
      ...scalars(step, previous, losses),
      kept: 1 - weightDecay * rateAt("adamw, rate", options.rate ?? 0.001, step, losses),
    }),
    update: (state) => update({ ...state, parameter: mul(state.scalars.kept, state.parameter) }),
  };
}
