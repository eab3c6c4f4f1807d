import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { flightsCase } from "./flights-lstm.ts";

const read = () => JSON.parse(readFileSync(new URL("vectors/flights_lstm.json", import.meta.url), "utf8"));

/** The case with the first losses alone. */
const first = (epochs: number) => {
  const c = read();
  return { ...c, losses: c.losses.slice(0, epochs) };
};

const lossFailures = async (raw: unknown, backend: "reference" | "wasm") =>
  (await flightsCase(raw).check(backend)).filter((failure) => failure.startsWith("losses"));

describe("PyTorch's airline training", () => {
  test("is that of the float64 backend until rounding has grown to what the losses differ by", async () => {
    expect(await lossFailures(first(250), "reference")).toEqual([]);
  }, 60_000);

  test.each([
    ["reference", 1e-9],
    ["wasm", 1e-3],
  ] as const)("on %s, a first weight that is off by a part of %d is noticed", async (backend, part) => {
    const c = first(60);
    c.initial["out.bias"].data[0] *= 1 + part;
    expect(await lossFailures(c, backend)).toEqual([expect.stringMatching(/^losses 0 to 99, off by a part of/)]);
  });

  test("a loss that is no number is noticed", async () => {
    const c = first(3);
    c.losses[1] = Number.NaN;
    expect((await lossFailures(c, "wasm")).length).toBeGreaterThan(0);
  });

  test("predictions that do not give the file's scores are noticed", async () => {
    const c = first(3);
    c.prediction_passengers[140] += 1;
    expect(await flightsCase(c).check("wasm")).toContainEqual(
      expect.stringMatching(/^rmse_test of the file's predictions/),
    );
  });

  test("another series than that of the file is refused", async () => {
    await expect(flightsCase({ ...first(1), max: 600 }).check("wasm")).rejects.toThrow(/expected 144,104,600/);
  });
});
