import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runJson, writeJson } from "./run-json.mjs";

const times = (median) => ({ median, min: 0, max: 99, rounds: 11 });
const surroundings = { node: "v24.1.0", flags: ["--experimental-wasm-revectorize"], threads: 1, cpu: "any" };

describe("the numbers as JSON", () => {
  test("are Node, flags, threads, and medians by row and peer, and nothing else", () => {
    const measured = [
      {
        name: "lstm/L/train",
        ours: times(20.5),
        peers: { pytorch: times(25), "tfjs-wasm": times(420) },
        left: { "jax-js": "absent" },
      },
    ];
    expect(runJson(surroundings, measured)).toEqual({
      node: "v24.1.0",
      flags: ["--experimental-wasm-revectorize"],
      threads: 1,
      rows: [{ name: "lstm/L/train", ours: 20.5, peers: { pytorch: 25, "tfjs-wasm": 420 } }],
    });
  });

  test("leave out rows without a time: memory, and what is not there yet", () => {
    const measured = [
      { name: "stream/H64/step", peers: {}, left: {}, notYet: "no step" },
      { name: "memory/M/train", peers: {}, left: {}, memory: { sluice: { rest: 1 } } },
      { name: "gru/S/train", ours: times(1), peers: {}, left: {} },
    ];
    expect(runJson(surroundings, measured).rows).toEqual([{ name: "gru/S/train", ours: 1, peers: {} }]);
  });

  test("are written whole, with nothing left beside them", () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
    try {
      const path = join(folder, "a.json");
      writeJson(path, { rows: [] });
      writeJson(path, { rows: [1] });
      expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ rows: [1] });
      expect(readdirSync(folder)).toEqual(["a.json"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
