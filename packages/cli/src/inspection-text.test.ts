import type { Inspection } from "@sluice/forecast";
import { describe, expect, test } from "vitest";
import { inspectionText } from "./inspection-text.ts";

const state = { name: "h", kind: "state", layer: 0, range: [-1, 1] } as const;
const gate = { name: "z", kind: "gate", layer: 0, range: [0, 1] } as const;

const seen: Inspection = {
  title: "y in sales.csv: one 1×2",
  series: "y",
  target: "y",
  times: ["2020-01-01", "2020-01-02"],
  actual: [1, null],
  fitted: [null, 2],
  ahead: { times: ["2020-01-03"], values: [3] },
  member: 1,
  members: 1,
  lookback: 4,
  cell: {
    name: "one",
    equations: ["z_t = σ(W x_t)", "h_t = z_t ⊙ h_{t-1}"],
    columns: ["y"],
    states: ["h"],
    output: "h",
    hidden: 2,
    layers: 1,
  },
  watched: [
    { ...gate, address: "past.0.z", values: [], before: null },
    { ...state, address: "past.0.h", values: [], before: [] },
  ],
  inputs: [],
  contributions: [
    { column: "y", of: "past", values: [3, -3] },
    { column: "price", of: "ahead", values: [1, 1] },
  ],
  latest: { times: [], columns: [] },
  statistics: [
    {
      ...{ address: "past.0.z", name: "z", kind: "gate", layer: 0 },
      ...{ mean: 0.5, variance: 0.04, min: 0, max: 1, nearZero: 0.125, nearOne: 0 },
      ...{ meanChange: null, memory: null, deadUnits: [] },
    },
    {
      ...{ address: "past.0.h", name: "h", kind: "state", layer: 0 },
      ...{ mean: 0, variance: 0.25, min: -1, max: 1, nearZero: null, nearOne: null },
      ...{ meanChange: 0.05, memory: { steps: 2.25, effect: [1] }, deadUnits: [1] },
    },
  ],
  warnings: [{ kind: "dead", address: "past.0.h", share: 0.5, message: "1 of the 2 units of h hardly ever changes." }],
  notices: [],
};

describe("what sluice inspect prints", () => {
  test("is the cell, its values, its states, the columns and the warnings", () => {
    expect(inspectionText(seen).split("\n")).toEqual([
      "y in sales.csv: one 1×2",
      "2 steps, 2020-01-01 to 2020-01-02, each at the end of a window of 4",
      "",
      "    z_t = σ(W x_t)",
      "    h_t = z_t ⊙ h_{t-1}",
      "",
      "value  kind   mean    sd  least  most  below 0.05  above 0.95",
      "z      gate   0.50  0.20   0.00  1.00      12.5 %       0.0 %",
      "h      state  0.00  0.50  -1.00  1.00",
      "",
      "state  change a step  of its sd  memory, steps  dead units",
      "h              0.050       0.10            2.3      1 of 2",
      "",
      "column                    moves the forecast by   share",
      "y                                        3.0000  75.0 %",
      "price, of the step ahead                 1.0000  25.0 %",
      "",
      "! 1 of the 2 units of h hardly ever changes.",
      "",
    ]);
  });

  test("says that there is nothing to warn of, and which memory is longer than what was looked at", () => {
    const [first, second] = seen.statistics;
    const calm = {
      ...seen,
      statistics: [first!, { ...second!, memory: { steps: null, effect: [1, 1, 1, 1] } }],
      warnings: [],
    };
    expect(inspectionText(calm)).toMatch(/over 3 .*\n\n.*\n.*\n.*\n\nno gate is stuck, and no unit is dead\n$/);
  });

  test("tells the layers apart where there are several, and one step from many", () => {
    const stacked = { ...seen, times: ["2020"], cell: { ...seen.cell, layers: 2 } };
    expect(inspectionText(stacked)).toContain("z of layer 1");
    expect(inspectionText(stacked)).toContain("the last step, 2020, each at the end");
  });
});
