import {
  type ArrayData,
  adam,
  type Cell,
  cell,
  concat,
  cosine,
  embedding,
  flatten,
  linear,
  type Model,
  mae,
  model,
  recurrent,
  type ShapedArray,
  type Tensor,
  train,
} from "@sluice/core";
import type { Day, Drivers } from "./days.ts";

const HIDDEN = 16;
/** Numbers that a kind of day is embedded in. */
const VECTOR = 2;
const BATCH = 32;

/**
 * The sales cell for columns of one's own: a gated recurrent unit in which every column has weights of its own.
 *
 *   z = σ(Σ_c W_zc x_c + U_z h')      r = σ(Σ_c W_rc x_c + U_r h')
 *   ĥ = tanh(Σ_c W_hc x_c + r ⊙ (U h'))      h = (1 − z) ⊙ h' + z ⊙ ĥ
 *
 * Shapes: x [B, columns]; h [B, H]; W_·c [H, 1], U_· [H, H].   Units: x scaled, no unit.
 */
export function salesCell(columns: readonly string[]): Cell {
  const read = (gate: string) => columns.map((column) => `W_${gate}_${column} x_t[${column}]`).join(" + ");
  const equations = `
    z_t = σ(${read("z")} + U_z h_{t-1})
    r_t = σ(${read("r")} + U_r h_{t-1})
    ĥ_t = tanh(${read("h")} + r_t ⊙ (U h_{t-1}))
    h_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ ĥ_t
  `;
  return cell("sales", equations, { inputs: columns });
}

export type SalesModel = Model<Readonly<Record<string, ArrayData>>, ShapedArray>;

/**
 * The sales of a day from the days before it and from what is known of the day itself.
 *
 *   h_T = the cell's last state over the past days      ŷ = W · [h_T, known_p] + b
 *
 * A kind of day (working day, weekend, holiday) is a vector that is learnt, the same one in the past and on the day.
 *
 * Shapes: past [B, T, 1 + numbers], day [B, numbers], for every kind past_· [B, T] and day_· [B, 1]; ŷ [B, 1].
 */
export function salesModel({ numbers, kinds }: Drivers): SalesModel {
  const embedded = Object.entries(kinds).map(([name, count]) => ({
    name,
    vectors: embedding(count, VECTOR, { name }),
  }));
  const parts = embedded.flatMap(({ name }) => Array.from({ length: VECTOR }, (_, i) => `${name}${i}`));
  const read = recurrent(salesCell(["sales", ...numbers, ...parts]), { hidden: HIDDEN });
  const head = linear(1);
  const inputs = {
    past: ["T", 1 + numbers.length] as const,
    ...(numbers.length > 0 && { day: [numbers.length] }),
    ...Object.fromEntries(embedded.map(({ name }) => [`past_${name}`, ["T"] as const])),
    ...Object.fromEntries(embedded.map(({ name }) => [`day_${name}`, [1]])),
  };
  return model({ inputs }, (x: Readonly<Record<string, Tensor>>) => {
    const past = [x.past!, ...embedded.map(({ name, vectors }) => vectors(x[`past_${name}`]!))];
    const known = [
      ...(x.day === undefined ? [] : [x.day]),
      ...embedded.map(({ name, vectors }) => flatten()(vectors(x[`day_${name}`]!))),
    ];
    return head(concat([read(concat(past)), ...known]));
  }) as SalesModel;
}

/** What the model takes of some days. */
export function inputsOf(days: readonly Day[], { kinds }: Drivers): Record<string, ArrayData> {
  const of = (name: string) => [
    [`past_${name}`, days.map(({ pastKinds }) => pastKinds[name]!)],
    [`day_${name}`, days.map(({ kinds }) => [kinds[name]!])],
  ];
  return {
    past: days.map(({ past }) => past.map((row) => [...row])),
    ...(days[0]!.known.length > 0 && { day: days.map(({ known }) => [...known]) }),
    ...Object.fromEntries(Object.keys(kinds).flatMap(of)),
  };
}

/** Learns from some days, and forecasts others. Units: those of the sales. */
export async function learnAndForecast(
  { learn, ask }: { learn: readonly Day[]; ask: readonly Day[] },
  drivers: Drivers,
  { epochs, seed }: { epochs: number; seed: number },
): Promise<number[]> {
  const network = salesModel(drivers);
  const steps = epochs * Math.ceil(learn.length / BATCH);
  const data = { x: inputsOf(learn, drivers), y: learn.map(({ target }) => [target]) };
  const optimizer = adam({ rate: cosine({ rate: 0.01, steps }) });
  for await (const _ of train(network, data, { loss: mae, optimizer, epochs, batch: BATCH, seed }));
  const { data: said } = network.predict(inputsOf(ask, drivers));
  return ask.map(({ level }, row) => level * (1 + said[row]!));
}
