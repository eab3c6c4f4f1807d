import { checkOptions } from "../checks/check-options.ts";
import { SluiceError } from "../errors.ts";
import { less, mul, select } from "../graph/ops.ts";
import { node, type Tensor } from "../graph/tensor.ts";
import type { Layer } from "./layer.ts";
import { inLayer, recordCall, uniformInTraining } from "./trace.ts";

export interface DropoutOptions {
  /** The layer's name, `dropout` by default. */
  name?: string;
}

/**
 * Sets values to zero at random while a model learns, and leaves them alone when it predicts.
 *
 *   training: y = 0 with probability p, else x / (1 − p)      otherwise: y = x
 *
 * Every value of every row and step is drawn for itself, anew at every step of training, from the training's seed.
 * Shapes: x and y [B, F], [B, T, F] or any other. Units: p from 0 to 1, taken to 2^−24; with 1 nothing is left.
 * Errors: E_ARGUMENT for another p.
 * Source: Srivastava et al. 2014; torch.nn.Dropout.
 */
export function dropout(p: number, options: DropoutOptions = {}): Layer {
  checkOptions("dropout", options, { name: true });
  const { name = "dropout" } = options;
  checkProbability("dropout, p", p);
  const saved = { kind: "dropout", options: { p } };
  const applied: Layer = (x) =>
    inLayer({ identity: applied, name, takesAnyFeatures: true }, x, (label) => {
      const output = dropped(x, p);
      recordCall({ label, saved, inputs: [x], outputs: [output] });
      return output;
    });
  return applied;
}

/** x with some values set to zero, in training; else x itself. */
export function dropped(x: Tensor, p: number): Tensor {
  const uniform = uniformInTraining(x.shape);
  if (uniform === undefined) return x;
  // A tensor of its own even where nothing is dropped: a model file tells by it what comes before the layer and what after.
  if (p === 0) return node({ kind: "broadcast", shape: x.shape }, [x], [x.shape]).outputs[0]!;
  // Exact in float32, so that every backend drops the same.
  const limit = Math.round(p * RESOLUTION) / RESOLUTION;
  return select(less(uniform, limit), 0, p < 1 ? mul(x, 1 / (1 - p)) : x);
}

/** Random numbers are multiples of 1/RESOLUTION. */
export const RESOLUTION = 2 ** 24;

/** Errors: E_ARGUMENT unless the value is a number from 0 to 1. */
export function checkProbability(where: string, value: unknown): void {
  if (typeof value === "number" && value >= 0 && value <= 1) return;
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: "a probability from 0 to 1",
    got: typeof value === "number" ? String(value) : `a value of type ${typeof value}`,
  });
}
