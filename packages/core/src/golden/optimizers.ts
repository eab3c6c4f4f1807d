import type { NdArray } from "../backends/reference/ndarray.ts";
import { gradient } from "../gradient/gradient.ts";
import * as g from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mse } from "../losses/mse.ts";
import { adagrad } from "../optim/adagrad.ts";
import { adam } from "../optim/adam.ts";
import { adamw } from "../optim/adamw.ts";
import { type Clip, clipped } from "../optim/clip.ts";
import type { Optimizer, Scalars } from "../optim/optimizer.ts";
import { rmsprop } from "../optim/rmsprop.ts";
import { cosine } from "../optim/schedules/cosine.ts";
import { exponentialDecay } from "../optim/schedules/exponential-decay.ts";
import { oneCycle } from "../optim/schedules/one-cycle.ts";
import type { Schedule } from "../optim/schedules/schedule.ts";
import { stepDecay } from "../optim/schedules/step-decay.ts";
import { sgd } from "../optim/sgd.ts";
import { arrayOf, type GoldenCase } from "./case.ts";

/** A case of the file; `clip` is ["norm" or "value", limit]. */
export interface OptimizerCase {
  optimizer: string;
  lr: number;
  momentum?: number;
  nesterov?: boolean;
  weight_decay?: number;
  betas?: [number, number];
  amsgrad?: boolean;
  alpha?: number;
  centered?: boolean;
  schedule?: { kind: string; [option: string]: number | string };
  clip: [string, number] | null;
  A: unknown;
  b: unknown;
  w0: unknown;
  lr_used: number[];
  trajectory: unknown;
}

const optimizers: Record<string, (rate: number | Schedule, c: OptimizerCase) => Optimizer> = {
  sgd: (rate, { momentum = 0, nesterov = false, weight_decay = 0 }) =>
    sgd({ rate, momentum, nesterov, weightDecay: weight_decay }),
  adam: (rate, { betas: [beta1, beta2] = [0.9, 0.999], weight_decay = 0, amsgrad = false }) =>
    adam({ rate, beta1, beta2, weightDecay: weight_decay, amsgrad }),
  adamw: (rate, { weight_decay }) => adamw({ rate, weightDecay: weight_decay! }),
  rmsprop: (rate, { alpha = 0.99, momentum = 0, centered = false }) => rmsprop({ rate, alpha, momentum, centered }),
  adagrad: (rate) => adagrad({ rate }),
};

const schedules: Record<string, (rate: number, option: (name: string) => number) => Schedule> = {
  step: (rate, option) => stepDecay({ rate, every: option("step_size"), factor: option("gamma") }),
  exponential: (rate, option) => exponentialDecay({ rate, factor: option("gamma") }),
  cosine: (rate, option) => cosine({ rate, steps: option("t_max"), least: option("eta_min") }),
  one_cycle: (_, option) => oneCycle({ rate: option("max_lr"), steps: option("total_steps") }),
};

/** The optimizer, the rate and the clipping that a case asks for. */
export function settingsOf(c: OptimizerCase) {
  const { lr, schedule, clip } = c;
  const rate = schedule ? schedules[schedule.kind]!(lr, (name) => schedule[name] as number) : lr;
  return {
    optimizer: optimizers[c.optimizer]!(rate, c),
    rate,
    clip: clip === null ? undefined : ({ [clip[0]]: clip[1] } as unknown as Clip),
  };
}

/** All steps of a trajectory in one graph: each takes the gradient where the one before ended. */
export function optimizerCase(raw: unknown, index: number): GoldenCase {
  const c = raw as OptimizerCase;
  const { schedule, clip: by } = c;
  const name = `${index} ${c.optimizer}${schedule ? `, ${schedule.kind}` : ""}${by ? `, clipped by ${by[0]}` : ""}`;
  const { optimizer, rate, clip } = settingsOf(c);
  const [A, b, w0, trajectory] = [c.A, c.b, c.w0, c.trajectory].map((array) => arrayOf(array, name)) as [
    NdArray,
    NdArray,
    NdArray,
    NdArray,
  ];
  const [, features] = A.shape as [number, number];
  const x = g.input("A", ["B", features]);
  const y = g.input("b", ["B", 1]);
  const start = g.variable("w0", [1, features]);

  const results: Record<string, Tensor> = {};
  const expected = new Map<string, { array: NdArray; gradient: boolean }>();
  const inputs = new Map([
    ["A", A],
    ["b", { ...b, shape: [...b.shape, 1] }],
  ]);
  let w = start;
  let scalars: Scalars | undefined;
  let slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, g.zeros(start.shape)]));
  c.lr_used.forEach((used, i) => {
    const step = i + 1;
    scalars = optimizer.scalars(step, scalars, []);
    const symbols: Record<string, Tensor> = {};
    for (const [scalar, value] of Object.entries(scalars)) {
      const input = `${scalar} ${step}`;
      symbols[scalar] = g.input(input, []);
      inputs.set(input, { shape: [], data: Float64Array.of(value) });
    }
    const found = gradient(mse(g.matmul(x, w, "nt"), y), [w]).gradients[0]!;
    const [limited] = clip === undefined ? [found] : clipped([found], clip);
    const next = optimizer.update({ parameter: w, gradient: limited!, slots, scalars: symbols });
    w = next.parameter;
    slots = { ...next.slots };
    results[`w ${step}`] = w;
    const row = trajectory.data.slice(i * features, step * features);
    expected.set(`w ${step}`, { array: { shape: [1, features], data: row }, gradient: false });
    results[`rate ${step}`] = g.constant(typeof rate === "number" ? rate : rate(step, []));
    expected.set(`rate ${step}`, { array: { shape: [], data: Float64Array.of(used) }, gradient: false });
  });
  const variables = new Map([["w0", { ...w0, shape: [1, features] }]]);
  return { name, results, inputs, variables, lengths: { B: A.shape[0]! }, expected };
}
