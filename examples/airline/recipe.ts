import { adam, type BackendName, cell, linear, type Model, mse, recurrent, sequential, train } from "@sluice/core";
import { type FittedScaler, minMaxScaler } from "@sluice/forecast";

/** Past months that a prediction is made from. */
export const LOOKBACK = 3;
/** Share of the windows that the model learns from. */
const FIT_SHARE = 0.8;

/**
 * The long short-term memory as PyTorch computes it, with a bias for the input and one for the state at every gate.
 *
 *   gate = σ(W x_t + b + U h_{t−1} + p)
 *
 * The two add up to one, but not for Adam: each takes a step of its own, so that their sum moves twice as far as the one
 * bias of the library's `lstm` would.
 *
 * Shapes: x [B, F]; h, c [B, H]; W_· [H, F], U_· [H, H], b_·, p_· [H].   Units: x scaled, no unit.
 * Source: torch.nn.LSTM.
 */
export const lstmOfTwoBiases = cell(
  "lstm",
  `
  i_t = σ(W_i x_t + b_i + U_i h_{t-1} + p_i)
  f_t = σ(W_f x_t + b_f + U_f h_{t-1} + p_f)
  g_t = tanh(W_g x_t + b_g + U_g h_{t-1} + p_g)
  o_t = σ(W_o x_t + b_o + U_o h_{t-1} + p_o)
  c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t
  h_t = o_t ⊙ tanh(c_t)
`,
);

/** The series as the recipe feeds it. */
export interface Windows {
  /** [141][3] scaled values of three months, a window a step. */
  readonly x: number[][];
  /** [141][1] the scaled value of the month after each window. */
  readonly y: number[][];
  /** How many of them are learned from: 112. */
  readonly fitted: number;
  readonly scaler: FittedScaler;
}

/** Scales the whole series to 0 … 1 and cuts it into windows, a month apart. */
export function windowsOf(passengers: ArrayLike<number>): Windows {
  const scaler = minMaxScaler().fit(passengers);
  const scaled = Array.from(scaler.apply(passengers));
  const y = scaled.slice(LOOKBACK).map((value) => [value]);
  const x = y.map((_, window) => scaled.slice(window, window + LOOKBACK));
  return { x, y, fitted: Math.floor(FIT_SHARE * x.length), scaler };
}

/** Two layers of six units and a linear one: [1, T, 3] → [1, T, 1]. */
export function airlineModel(options: { backend?: BackendName } = {}): Model {
  return sequential([recurrent(lstmOfTwoBiases, { hidden: 6, layers: 2, output: "sequence" }), linear(1)], options);
}

/** Learns from the first windows as one sequence, every epoch one step of Adam. */
export function learn(model: Model, { x, y, fitted }: Windows, { epochs, seed }: { epochs: number; seed: number }) {
  const data = { x: [x.slice(0, fitted)], y: [y.slice(0, fitted)] };
  return train(model, data, { loss: mse, optimizer: adam({ rate: 0.1 }), epochs, seed });
}

/** Passengers of the month after each window, the states carried through all of them. */
export function predict(model: Model, { x, scaler }: Windows): Float64Array {
  return scaler.invert(model.predict([x]).data);
}
