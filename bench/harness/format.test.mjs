import { describe, expect, test } from "vitest";
import { digits, duration, formatRow } from "./format.mjs";

const row = {
  name: "lstm/L/train",
  kind: "train",
  cell: "lstm",
  size: { batch: 64, steps: 48, features: 8, hidden: 128, layers: 1, output: "last" },
  peers: ["pytorch", "tfjs-wasm"],
  rate: 0.001,
};
const times = (median, rounds = 11) => ({ median, min: median - 1, max: median + 1, rounds });

describe("the report", () => {
  test("has three digits in the unit that reads best", () => {
    expect([0.00312, 0.0999, 0.1, 4.5678, 99.96, 1234.5, 15_432].map(duration)).toEqual([
      "3.12 µs",
      "99.9 µs",
      "0.10 ms",
      "4.57 ms",
      "100 ms",
      "1235 ms",
      "15.4 s",
    ]);
    expect(digits(0)).toBe("0");
  });

  test("says how many times as long as Sluice a peer takes", () => {
    const text = formatRow(row, { name: row.name, ours: times(20), peers: { pytorch: times(25) }, left: {} });
    const [title, sluice, pytorch] = text.split("\n");
    expect(title).toBe("lstm/L/train   batch 64, 48 steps, 8 features, hidden 128");
    expect(sluice).toMatch(/^ {2}sluice +20\.0 ms {3}19\.0 ms … 21\.0 ms +62\.9 GFLOP\/s$/);
    expect(pytorch).toMatch(/^ {2}pytorch +25\.0 ms {3}24\.0 ms … 26\.0 ms +1\.25× +50\.3 GFLOP\/s$/);
  });

  test("says who took part in fewer rounds, and who did not and why", () => {
    const text = formatRow(row, {
      name: row.name,
      ours: times(20),
      peers: { "tfjs-wasm": times(2000, 3) },
      left: { pytorch: "another result than Sluice's" },
    });
    expect(text).toMatch(/tfjs-wasm .*100× .* 3 rounds$/m);
    expect(text).toMatch(/pytorch +not compared: another result than Sluice's$/m);
  });

  test("says who had to wait for the processor in more than a third of the rounds", () => {
    const ours = { ...times(20), waited: 4 };
    const text = formatRow(row, { name: row.name, ours, peers: { pytorch: { ...times(25), waited: 3 } }, left: {} });
    expect(text).toMatch(/sluice .* waited in 4 of 11 rounds$/m);
    expect(text).not.toMatch(/pytorch .* waited/);
  });

  test("says what is not there yet instead of a number", () => {
    const text = formatRow(row, { name: row.name, peers: {}, left: {}, notYet: "a model has no step yet" });
    expect(text.split("\n")[1]).toBe("  not yet: a model has no step yet");
  });

  test("tells memory in megabytes", () => {
    const memory = {
      sluice: { rest: 3 * 2 ** 20, growth: 0, heapGrowth: 2 ** 19, steps: 10_000 },
      pytorch: { rest: 2 ** 26 },
    };
    const text = formatRow(row, { name: row.name, peers: {}, left: {}, memory });
    expect(text).toMatch(/sluice +3\.0 MB at rest, growth over 10,000 steps 0\.0 MB resident, 0\.5 MB of heap/);
    expect(text).toMatch(/pytorch +64\.0 MB at rest$/m);
  });
});
