import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CheckpointStore, encodeContainer, gru, lstm, randomStream, type StoredCheckpoint } from "@sluice/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Panel } from "../panel/panel.ts";
import { divideCheckpoint } from "./divide-checkpoint.ts";
import type { FitOptions } from "./fit.ts";
import type { FitProgress } from "./fit-progress.ts";
import { forecaster } from "./forecaster.ts";
import { holdout } from "./holdout.ts";
import type { ForecasterOptions } from "./options.ts";
import { shops } from "./panels.test.support.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-fit-"));
  path = join(folder, "shops.checkpoint");
});
afterEach(() => rmSync(folder, { recursive: true }));

const QUICK: ForecasterOptions = { horizon: 3, hidden: 4, lookback: 7, epochs: 4, members: 2 };
const fit = (panel: Panel, options: FitOptions, of: Partial<ForecasterOptions> = {}) =>
  forecaster({ ...QUICK, ...of }).fit(panel, options);

/** Fits until something has been told so many times, then stops the fit; whether it was stopped. */
async function fitFor(told: number, run: (options: FitOptions) => Promise<unknown>): Promise<boolean> {
  const stop = new AbortController();
  let count = 0;
  try {
    await run({ signal: stop.signal, onProgress: () => void (++count >= told && stop.abort()) });
  } catch (error) {
    expect(error).toMatchObject({ code: "E_ABORTED" });
    return true;
  }
  return false;
}

/** Keeps the newest in memory. */
function memory(): CheckpointStore & { kept: StoredCheckpoint[] } {
  const kept: StoredCheckpoint[] = [];
  return {
    kept,
    read: () => kept,
    write: async (bytes) => {
      kept.splice(0, 1, { name: "memory", bytes });
      return "memory";
    },
  };
}

describe("a fit with a checkpoint", () => {
  test("stopped again and again, at any place, ends with the bits of one that never was", async () => {
    const panel = await shops();
    const whole = (await fit(panel, {})).encode();
    const random = randomStream(7, "stops");
    for (let round = 0; round < 6; round++) {
      const place = join(folder, `round-${round}`);
      const run = (options: FitOptions) => fit(panel, { ...options, checkpoint: place, resume: true });
      let stops = 0;
      while (await fitFor(1 + Math.floor(random.uniform() * 12), run)) stops++;
      expect(stops).toBeGreaterThan(0);
      expect(Buffer.from((await run({})).encode()).equals(whole)).toBe(true);
    }
  }, 60_000);

  test("does not train again what is done, and says how much was", async () => {
    const panel = await shops();
    const model = await fit(panel, { checkpoint: path });
    const told: FitProgress[] = [];
    const again = await fit(panel, { checkpoint: path, resume: true, onProgress: (at) => told.push(at) });
    expect(Buffer.from(again.encode()).equals(model.encode())).toBe(true);
    expect(told.at(-1)).toMatchObject({ fraction: 1, steps: 0 });
    expect(told.at(-1)!.before).toBeCloseTo(1);
  });

  test("does not say what to do with a checkpoint that is there, and is asked", async () => {
    const panel = await shops();
    await fit(panel, { checkpoint: path });
    await expect(fit(panel, { checkpoint: path })).rejects.toThrow(
      /\[E_ARGUMENT\] fit, checkpoint: expected a place where nothing is yet, got .*shops\.checkpoint\. Try resume: true/,
    );
    await fit(panel, { checkpoint: path, resume: false, seed: 2 });
    await fit(panel, { checkpoint: path, resume: true, seed: 2 });
  });

  test.each<[string, Partial<ForecasterOptions> & { seed?: number }, RegExp]>([
    ["another seed", { seed: 9 }, /expected seed 1, as it began, got 9/],
    ["another size", { hidden: 5 }, /expected hidden 4, as it began, got 5/],
    ["another cell", { cell: lstm }, /expected cell gru, as it began, got lstm/],
    ["more members", { members: 3 }, /expected members 2, as it began, got 3/],
  ])("refuses one of %s", async (_, { seed = 1, ...of }, message) => {
    const panel = await shops();
    await fit(panel, { checkpoint: path });
    await expect(fit(panel, { checkpoint: path, resume: true, seed }, of)).rejects.toThrow(message);
  });

  test("refuses one of other equations under the same name, and one of another table", async () => {
    const { cell } = await import("@sluice/core");
    const panel = await shops();
    const mine = (text: string) => ({ cell: cell("mine", text) });
    await fit(panel, { checkpoint: path }, mine("h_t = tanh(W x_t + U h_{t-1})"));
    await expect(
      fit(panel, { checkpoint: path, resume: true }, mine("h_t = tanh(W x_t + U h_{t-1} + b)")),
    ).rejects.toThrow(/\[E_ARGUMENT\] .*expected the equations of mine that it began with, got others/);
    await expect(
      fit(await shops({ days: 121 }), { checkpoint: path, resume: true }, mine("h_t = tanh(W x_t + U h_{t-1})")),
    ).rejects.toThrow(/\[E_DATA\] .*expected the series that the checkpoint was made from, got others/);
  });

  test("goes on from the one before where the newest is torn, and refuses two torn ones", async () => {
    const panel = await shops();
    const whole = (await fit(panel, {})).encode();
    // Written after every step, so that there is one before.
    const every = { to: path, every: { seconds: 0 } };
    expect(await fitFor(9, (options) => fit(panel, { ...options, checkpoint: every }))).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(["shops.checkpoint", "shops.checkpoint.previous"]);
    writeFileSync(path, readFileSync(path).subarray(0, -5));
    const model = await fit(panel, { checkpoint: path, resume: true });
    expect(Buffer.from(model.encode()).equals(whole)).toBe(true);
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), "torn");
    await expect(fit(panel, { checkpoint: path, resume: true })).rejects.toThrow(/\[E_FORMAT\] .*shops\.checkpoint: /);
  }, 60_000);

  test("refuses a place that cannot keep anything, and a rhythm that is none", async () => {
    const panel = await shops();
    const given = (checkpoint: unknown) => fit(panel, { checkpoint } as FitOptions);
    await expect(given({ to: { read: () => [] } })).rejects.toThrow(/\[E_ARGUMENT\] .*a store that can read and write/);
    await expect(given({ to: path, every: { epochs: 1 } })).rejects.toThrow(/\[E_ARGUMENT\] .*got \{"epochs":1\}/);
    await expect(fit(panel, { resume: true })).rejects.toThrow(/\[E_ARGUMENT\] fit, resume: expected a checkpoint/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("refuses files of another kind", async () => {
    const panel = await shops();
    writeFileSync(path, encodeContainer({ tensors: {}, metadata: { model: 1 } }));
    await expect(fit(panel, { checkpoint: path, resume: true })).rejects.toThrow(
      /\[E_FORMAT\] .*expected a checkpoint of a fit, got another file of Sluice/,
    );
  });
});

test("one checkpoint serves several fits: those that are done are not done again", async () => {
  const panel = await shops();
  const spec = forecaster({ ...QUICK, cell: gru });
  const store = memory();
  const run = async (options: FitOptions) => {
    const parts = divideCheckpoint(store, ["measured", "final"]);
    const told: FitProgress[] = [];
    const onProgress = (at: FitProgress) => {
      told.push(at);
      options.onProgress?.(at);
    };
    const measured = { resume: true, checkpoint: { to: parts.measured } };
    const score = await holdout(spec, panel, { ...options, ...measured, onProgress });
    const steps = told.at(-1)!.steps;
    const model = await spec.fit(panel, { ...options, onProgress, resume: true, checkpoint: { to: parts.final } });
    return { forecast: score.forecast, bytes: Buffer.from(model.encode()), steps };
  };
  const whole = await run({});
  store.kept.length = 0;
  let stops = 0;
  for (let told = 30; await fitFor(told, run); told += 7) stops++;
  expect(stops).toBeGreaterThan(0);
  const resumed = await run({});
  expect(resumed.forecast).toEqual(whole.forecast);
  expect(resumed.bytes.equals(whole.bytes)).toBe(true);
  expect(whole.steps).toBeGreaterThan(0);
  expect(resumed.steps).toBe(0);
}, 60_000);

test("options that do not exist are refused, and a path to resume from is none of `resume`", async () => {
  const panel = await shops();
  const refused = (options: object) => forecaster({ ...QUICK, cell: gru }).fit(panel, options as FitOptions);
  await expect(refused({ sed: 2 })).rejects.toThrowError(
    /\[E_ARGUMENT\] fit: expected options among seed, .*, got sed\. Try seed/,
  );
  const checkpoint = { to: memory(), evry: { seconds: 1 } };
  await expect(refused({ checkpoint })).rejects.toThrowError(
    /fit, checkpoint: expected options among to, every, got evry/,
  );
  await expect(refused({ checkpoint: "shops.checkpoint", resume: "shops.checkpoint" })).rejects.toThrowError(
    /fit, resume: expected true or false, got a value of type string/,
  );
});
