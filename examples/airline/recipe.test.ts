import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { panel, readTable } from "@sluice/forecast";
import { describe, expect, test } from "vitest";
import { torchWeights } from "./golden/torch-weights.ts";
import { airlineModel, learn, predict, windowsOf } from "./recipe.ts";

const torch = JSON.parse(readFileSync(new URL("golden/flights_lstm.json", import.meta.url), "utf8"));
const table = await readTable(fileURLToPath(new URL("../../samples/flights.csv", import.meta.url)));
const passengers = panel(table, { target: "passengers" }).series[0]!.target;

/** The largest relative distance of the first losses from PyTorch's in float64, from the same first weights. */
async function distance(backend: "reference" | "wasm", epochs: number): Promise<number> {
  const model = airlineModel({ backend }).initialize({ seed: 1, features: 3 });
  model.setParameters(torchWeights(torch.initial));
  let largest = 0;
  for await (const { index, loss } of learn(model, windowsOf(passengers), { epochs, seed: 1 }))
    largest = Math.max(largest, Math.abs(loss / torch.losses[index] - 1));
  return largest;
}

describe("the airline recipe", () => {
  test("cuts 144 months into 141 windows and learns from 112", () => {
    const { x, y, fitted } = windowsOf(passengers);
    expect([x.length, y.length, fitted]).toEqual([141, 141, 112]);
    // 112, 118, 132 and 129 passengers, of 104 at least and 622 at most
    expect(x[0]).toEqual([8 / 518, 14 / 518, 28 / 518]);
    expect(y[0]).toEqual([25 / 518]);
  });

  test("learns in float64 as PyTorch does, 100 epochs within 1e-6", async () => {
    expect(await distance("reference", 100)).toBeLessThan(1e-6);
  });

  test("learns in float32 as PyTorch does in float64, 100 epochs within 1e-4", async () => {
    expect(await distance("wasm", 100)).toBeLessThan(1e-4);
  });

  test("predicts in passengers, one month for every window", () => {
    const model = airlineModel().initialize({ seed: 1, features: 3 });
    const windows = windowsOf(passengers);
    const constant = (value: number) => ({ "linear.W": [[0, 0, 0, 0, 0, 0]], "linear.b": [value] });
    model.setParameters(constant(0));
    expect(predict(model, windows)).toEqual(new Float64Array(141).fill(104));
    model.setParameters(constant(1));
    expect(predict(model, windows)).toEqual(new Float64Array(141).fill(622));
  });
});
