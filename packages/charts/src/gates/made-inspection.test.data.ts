import type { Inspection, WatchedKind } from "@sluice/forecast";

export interface MadeUp {
  steps: number;
  units: number;
  /** Names of watched values and what they are. */
  watched?: Readonly<Record<string, WatchedKind>>;
  columns?: readonly string[];
  value?: (name: string, step: number, unit: number) => number;
  changes?: Partial<Inspection>;
}

const day = (step: number) => new Date(Date.UTC(2020, 0, 1 + step)).toISOString().slice(0, 10);

/** What an inspection could be: daily from 2020-01-01, two steps ahead, values by formula. */
export function madeInspection({
  steps,
  units,
  watched = { z: "gate", h: "state" },
  columns = ["sales", "price"],
  value = (name, step, unit) => ((step * 7 + unit * 13) % 1000) / 1000 - (name === "h" ? 0.5 : 0),
  changes = {},
}: MadeUp): Inspection {
  const times = Array.from({ length: steps }, (_, step) => day(step));
  const values = Object.entries(watched).map(([name, kind]) => ({
    address: `past.0.${name}`,
    name,
    kind,
    layer: 0,
    range: kind === "gate" ? ([0, 1] as const) : null,
    values: times.map((_, step) => Array.from({ length: units }, (_, unit) => value(name, step, unit))),
    before: null,
  }));
  const window = times.slice(-7);
  return {
    title: "sales in shop.csv, gru 1×2",
    series: "sales",
    target: "sales",
    times,
    actual: times.map((_, step) => 100 + step),
    fitted: times.map((_, step) => (step === 0 ? null : 99.5 + step)),
    ahead: { times: [day(steps), day(steps + 1)], values: [250.25, 260.5] },
    member: 1,
    members: 3,
    lookback: 7,
    cell: {
      name: "gru",
      equations: ["z_t = σ(W x_t)"],
      columns,
      states: ["h"],
      output: "h",
      hidden: units,
      layers: 1,
    },
    watched: values,
    inputs: columns.map((column) => ({ column, role: "known", values: times.map((_, step) => (step % 5) - 2) })),
    contributions: columns.map((column, i) => ({
      column,
      of: i === 0 ? ("past" as const) : ("ahead" as const),
      values: times.map((_, step) => (step % 9) / 4 - 1),
    })),
    latest: { times: window, columns: columns.map((column) => ({ column, values: window.map((_, i) => i / 8) })) },
    statistics: values.map(({ address, name, kind, layer }) => ({
      address,
      name,
      kind,
      layer,
      mean: 0.25,
      variance: 0.01,
      min: 0,
      max: 1,
      nearZero: kind === "gate" ? 0.125 : null,
      nearOne: kind === "gate" ? 0.5 : null,
      meanChange: kind === "state" ? 0.03125 : null,
      memory: kind === "state" ? { steps: 4.25, effect: [1, 0.5] } : null,
      deadUnits: kind === "state" ? [1] : [],
    })),
    warnings: [{ kind: "open", address: "past.0.z", share: 0.97, message: "gate z is nearly always open." }],
    notices: ["Made up for a test."],
    ...changes,
  };
}
