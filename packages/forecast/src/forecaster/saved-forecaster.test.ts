import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cell, decodeContainer, encodeContainer, encodeModel, linear, lstm, sequential } from "@sluice/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { panel } from "../panel/build-panel.ts";
import type { FittedForecaster } from "./fitted-forecaster.ts";
import { forecaster } from "./forecaster.ts";
import { decodeForecaster, loadForecaster } from "./load-forecaster.ts";
import { airline, day, nextDays, shops, table } from "./panels.test.support.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-"));
});
afterAll(() => rm(folder, { recursive: true }));

const quick = { members: 2, epochs: 2, hidden: 5 } as const;
const mine = cell("mine", "h_t = tanh(w ⊙ x_t[price] + v ⊙ x_t[sold] + U h_{t-1})", {
  inputs: ["sold", "price"],
  init: { w: 0.5 },
});

describe("a forecaster saved and loaded", () => {
  const kinds: Record<string, () => Promise<[FittedForecaster, Parameters<FittedForecaster["predict"]>[0]]>> = {
    "one series": async () => [await forecaster({ horizon: 5, ...quick }).fit(await airline()), {}],
    "two layers, recursive": async () => {
      const spec = forecaster({ horizon: 3, cell: lstm, layers: 2, strategy: "recursive", ...quick });
      return [await spec.fit(await airline()), {}];
    },
    "many series with known and static columns": async () => [
      await forecaster({ horizon: 7, ...quick }).fit(await shops({ count: 3 })),
      { future: await nextDays({ count: 3 }) },
    ],
    "a cell of one's own": async () => [
      await forecaster({ horizon: 7, cell: mine, ...quick }).fit(await shops()),
      { set: { price: 2 } },
    ],
    "past columns, gaps and a constant series": async () => {
      const lines = Array.from({ length: 40 }, (_, t) =>
        t === 9 ? [] : [`a,${day(t)},${t % 7},${t % 3}`, `b,${day(t)},7,1`],
      );
      const read = await table(["id,date,y,p", ...lines.flat()].join("\n"));
      const data = panel(read, { id: "id", target: "y", past: ["p"] });
      return [await forecaster({ horizon: 2, strategy: "recursive", ...quick }).fit(data), {}];
    },
  };

  test.each(Object.entries(kinds))("%s: the same forecasts and fitted values, bit for bit", async (_, fit) => {
    const [model, options] = await fit();
    const path = join(folder, "model.sluice");
    await model.save(path);
    for (const again of [await loadForecaster(path), decodeForecaster(model.encode())]) {
      expect(again.describe()).toBe(model.describe());
      expect(await again.predict(options)).toEqual(await model.predict(options));
      expect(again.fitted()).toEqual(model.fitted());
    }
    expect(decodeForecaster(model.encode()).encode()).toEqual(model.encode());
    expect(new Uint8Array(await readFile(path))).toEqual(model.encode());
  });
});

describe("a file that is no forecaster is E_FORMAT", () => {
  test("another file, another container, a damaged one", async () => {
    const path = join(folder, "other.sluice");
    await writeFile(path, "date,y\n2020-01-01,1\n");
    await expect(loadForecaster(path)).rejects.toThrow(/^\[E_FORMAT\] .*other\.sluice/);
    await expect(loadForecaster(join(folder, "none.sluice"))).rejects.toThrow(/^\[E_FILE\]/);
    const layers = encodeModel(sequential(linear(1)).initialize({ seed: 1, features: 2 }));
    expect(() => decodeForecaster(layers)).toThrow(/E_FORMAT\].*a forecaster that Sluice saved/);
    const bytes = (await forecaster({ horizon: 2, ...quick }).fit(await airline())).encode();
    for (const at of [bytes.length - 1, Math.floor(bytes.length / 2)]) {
      const damaged = bytes.slice();
      damaged[at]! ^= 1;
      expect(() => decodeForecaster(damaged)).toThrow(/E_FORMAT/);
    }
    expect(() => decodeForecaster(bytes.slice(0, -9))).toThrow(/E_FORMAT/);
  });

  test("content that does not fit together, with the place", async () => {
    const { tensors, metadata } = decodeContainer(
      (await forecaster({ horizon: 2, ...quick }).fit(await airline())).encode(),
    );
    type Metadata = Record<string, Record<string, unknown>> & { series: Record<string, unknown>[]; inputs: unknown[] };
    const changed = (change: (metadata: Metadata) => void) => {
      const copy = structuredClone(metadata) as Metadata;
      change(copy);
      return () => decodeForecaster(encodeContainer({ tensors, metadata: copy }));
    };
    expect(changed((m) => Object.assign(m, { forecaster: 1 }))).toThrow(/E_FORMAT\].*version 2 of a forecaster, got 1/);
    expect(changed((m) => Object.assign(m.settings!, { horizon: -1 }))).toThrow(/E_FORMAT\].*settings, horizon/);
    expect(changed((m) => Object.assign(m.settings!, { members: 3 }))).toThrow(/E_FORMAT/);
    expect(changed((m) => Object.assign(m.settings!, { horizon: 5 }))).toThrow(/E_FORMAT/);
    expect(changed((m) => Object.assign(m.panel!, { season: 0 }))).toThrow(/E_FORMAT\].*panel, season/);
    expect(changed((m) => Object.assign(m.panel!, { season: 1e9 }))).toThrow(/E_FORMAT\].*panel, season/);
    expect(changed((m) => Object.assign((m.panel!.time as { frequency: object }).frequency, { every: 1e9 }))).toThrow(
      /E_FORMAT\].*, time: expected steps that end at a date/,
    );
    expect(changed((m) => Object.assign(m.panel!, { known: ["price"] }))).toThrow(/E_FORMAT/);
    expect(changed((m) => m.inputs.push({ role: "known", index: 0 }))).toThrow(/E_FORMAT/);
    expect(changed((m) => Object.assign(m.series[0]!, { length: 100 }))).toThrow(/E_FORMAT\].*series\/times/);
    expect(changed((m) => Object.assign(m.series[0]!, { recipes: [] }))).toThrow(/E_FORMAT/);
    expect(changed((m) => Object.assign(m.series[0]!, { recipes: [{ season: 1e9 }] }))).toThrow(/E_FORMAT/);
    expect(changed((m) => Object.assign(m.series[0]!, { scale: -1 }))).toThrow(/E_FORMAT/);
    expect(changed((m) => Object.assign(m, { network: null }))).toThrow(/E_FORMAT/);
  });
});
