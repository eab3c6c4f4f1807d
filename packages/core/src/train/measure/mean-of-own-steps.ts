import { hasSteps, ROWS } from "../../graph/axes.ts";
import { div, input, mul, reshape, sub, zeros } from "../../graph/ops.ts";
import type { Size } from "../../graph/size.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ownSteps, shareName } from "../../layers/row-lengths.ts";
import { sequenceMask } from "../../layers/sequence-mask.ts";
import type { LossOptions } from "../../losses/loss.ts";

type Tensors = Readonly<Record<string, Tensor>>;

/** A loss and what it is taken of. */
export interface OwnSteps {
  readonly outputs: Tensors;
  readonly targets: Tensors;
  readonly lengths: ReadonlyMap<Size, Tensor>;
  /** How much rows [B], or steps of rows [T, B], count; undefined where all count the same. */
  readonly weights: Tensor | undefined;
  /** Whether the loss is a mean over the weights of its terms, and not over their number. */
  readonly countsByWeight: boolean;
}

/**
 * A loss over the steps that are a row's own, from one that takes the mean over all steps.
 *
 *   L = (loss(ŷ, y) − (1 − s) · loss(0, 0)) / s      with ŷ = y = 0 in the padding
 *
 * s is the part of the batch's steps that is no padding. Outputs without steps are the same on both sides, so that L does
 * not depend on how much padding there is, whatever the loss makes of zeros. A loss that is given weights has weights of 0
 * in the padding instead.
 */
export function meanOfOwnSteps(
  loss: (prediction: Tensors, target: Tensors, ...options: [] | [LossOptions]) => Tensor,
  { outputs, targets, lengths, weights, countsByWeight }: OwnSteps,
): Tensor {
  const padded = Object.values(outputs).find(({ shape }) => hasSteps(shape) && lengths.has(shape[0]!));
  if (padded === undefined) return weights === undefined ? loss(outputs, targets) : loss(outputs, targets, { weights });
  const axis = padded.shape[0] as string;
  const blank = (tensors: Tensors): Tensors =>
    Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, t.shape[0] === axis ? zeros(t.shape) : t]));
  const own = ownSteps(targets, lengths);
  const share = input(shareName(axis), []);
  if (weights !== undefined || countsByWeight) {
    const mask = reshape(sequenceMask(lengths.get(axis)!, axis), [axis, ROWS]);
    const weighed = loss(outputs, own, { weights: weights === undefined ? mask : mul(mask, weights) });
    return countsByWeight ? weighed : div(weighed, share);
  }
  const ofPadding = loss(blank(outputs), blank(own));
  return div(sub(loss(outputs, own), mul(sub(1, share), ofPadding)), share);
}
