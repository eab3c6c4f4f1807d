import { cell, SluiceError } from "@sluice/core";
import { forecaster, panel, readTable, split, windows } from "@sluice/forecast";
import { describe, expect, test } from "vitest";
import { inFlags, shellWord } from "./flag-words.ts";

/** What the library says of a table, and what the command line makes of it. */
async function told(text: string, then: (table: Awaited<ReturnType<typeof readTable>>) => unknown, options = {}) {
  try {
    await then(await readTable({ name: "t.csv", text }, options));
  } catch (error) {
    if (error instanceof SluiceError) return inFlags(error.message);
    throw error;
  }
  throw new Error("expected an error");
}

const days = Array.from({ length: 9 }, (_, i) => `2020-01-0${i + 1},${i},${i % 2}`).join("\n");

// The library's own errors, so that its words cannot change without these noticing.
describe("hints name flags, where the library names options", () => {
  test("--target", async () => {
    expect(await told(`day,#sold,open\n${days}`, (table) => panel(table))).toMatch(
      /Try naming it, e\.g\. --target open\.$/,
    );
  });

  test("--time, with several columns", async () => {
    const hours = ["2020-01-01,0,1", "2020-01-01,1,2", "2020-01-01,2,3"].join("\n");
    expect(await told(`day,hr,n\n${hours}`, (table) => panel(table, { target: "n" }))).toMatch(/Try --time day,hr\.$/);
  });

  test("--id", async () => {
    const shops = ["2020-01-01,a,1", "2020-01-01,b,2", "2020-01-02,a,1", "2020-01-02,b,2"].join("\n");
    expect(await told(`day,shop,n\n${shops}`, (table) => panel(table))).toMatch(
      /Try --id shop if it names different series\.$/,
    );
  });

  test("--time-format, with two to choose from", async () => {
    const unclear = ["01/02/2020,1", "02/02/2020,2", "03/02/2020,3"].join("\n");
    expect(await told(`day,n\n${unclear}`, (table) => panel(table))).toMatch(
      /Try --time-format (DD\/MM\/YYYY or MM\/DD\/YYYY|MM\/DD\/YYYY or DD\/MM\/YYYY), or dates written/,
    );
  });

  test("--decimal", async () => {
    expect(await told('day,n\n2020-01-01,"1,5"\n2020-01-02,2', (table) => panel(table))).toMatch(
      /reading the file with --decimal ,\.$/,
    );
  });

  test("--encoding", async () => {
    const bytes = Uint8Array.of(0x64, 0x2c, 0x6e, 0x0a, 0xff, 0x2c, 0x31, 0x0a);
    await expect(readTable({ name: "t.csv", bytes })).rejects.toSatisfy((error: Error) =>
      /naming its encoding, e\.g\. --encoding gb18030 or latin1\.$/.test(inFlags(error.message)),
    );
  });

  test("--encoding itself", async () => {
    await expect(readTable({ name: "t.csv", bytes: Uint8Array.of(0x61) }, { encoding: "utf-99" })).rejects.toSatisfy(
      (error: Error) => inFlags(error.message).startsWith("[E_ARGUMENT] --encoding: expected the label"),
    );
  });

  test("--season itself", async () => {
    expect(await told(`day,n,open\n${days}`, (table) => panel(table, { target: "n", season: 0 }))).toMatch(
      /^\[E_ARGUMENT\] --season: /,
    );
  });

  test("--horizon, for steps held out", async () => {
    expect(await told(`day,n,open\n${days}`, (table) => split(panel(table, { target: "n" }), { holdout: 20 }))).toMatch(
      /Try a smaller --horizon\.$/,
    );
  });

  test("--lookback", () => {
    let message = "";
    try {
      windows([1, 2, 3], { lookback: 8, horizon: 2 });
    } catch (error) {
      message = inFlags((error as Error).message);
    }
    expect(message).toMatch(/Try a smaller --lookback or --horizon\.$/);
  });

  test.each([
    ["h_t = f(W x_t + U h_{t-1})", {}, /Try --let f=tanh to say which/],
    ["h_t = tanh(w x_t[price] + U h_{t-1})", {}, /Try --inputs price,… to name the input's columns/],
    ["h_t = tanh(W x_t + Q h_{t-1})", {}, /Try W_Q, if a parameter is meant\./],
    ["a_t = tanh(W x_t)\nb_t = tanh(W x_t)", {}, /Try --output b to say which\./],
    ["h_t = tanh(W x_t)", { bind: { f: "tanh" } }, /^\[E_ARGUMENT\] cell "mine", --let: /],
    ["h_t = tanh(W x_t)", { sizes: { q: 2 } }, /^\[E_ARGUMENT\] cell "mine", --size: /],
    ["h_t = tanh(W x_t)", { output: "y" }, /^\[E_ARGUMENT\] cell "mine", --output: expected one of h, got y\./],
    ["h_t = tanh(W x_t) + V [x_t, x_t]", { sizes: { W: 2, V: 3 } }, / \(--size W=2\) .* \(--size V=3\)/],
    ["h_t = tanh(W x_t)", { inputs: ["a", "a"] }, /^\[E_ARGUMENT\] cell "mine", --inputs: /],
  ])("of the cell %j", (equations, options, words) => {
    let message = "";
    try {
      cell("mine", equations, options);
    } catch (error) {
      message = inFlags((error as Error).message);
    }
    expect(message).toMatch(words);
  });

  test.each(["hidden", "layers", "lookback", "epochs", "members"])("--%s itself", (option) => {
    expect(() => forecaster({ horizon: 1, [option]: -1 })).toThrow(
      expect.toSatisfy((error: Error) => inFlags(error.message).startsWith(`[E_ARGUMENT] --${option}: `)),
    );
  });

  test("--set and --future, for what is known ahead", async () => {
    const model = await forecaster({ horizon: 1, members: 1, epochs: 1, hidden: 1, lookback: 2 }).fit(
      panel(await readTable({ name: "t.csv", text: `day,n,open\n${days}` }), { target: "n", known: ["open"] }),
    );
    const said = (options: object) =>
      model.predict(options).then(
        () => "nothing",
        (error: Error) => inFlags(error.message),
      );
    expect(await said({})).toMatch(/Try --future FILE, or --set COLUMN=NUMBER for one value over the whole horizon\.$/);
    expect(await said({ set: { opne: 1 } })).toMatch(/^\[E_COLUMN\] --set opne: .* Try open\.$/);
  });

  test("no flag for what has none", async () => {
    await expect(readTable({ name: "t.csv", text: "a,b\n1,2\n" }, { maxBytes: 3 })).rejects.toSatisfy((error: Error) =>
      /Try fewer rows or columns\.$/.test(inFlags(error.message)),
    );
  });
});

test.each([
  ["cnt", "cnt"],
  ["DD/MM/YYYY", "DD/MM/YYYY"],
  ["#Passengers", '"#Passengers"'],
  ["units sold", '"units sold"'],
  ['5" pipe', `'5" pipe'`],
  ["it's $5", `'it'\\''s $5'`],
])("the value %s is written for a shell as %s", (value, word) => {
  expect(shellWord(value)).toBe(word);
});

test("text without options stays as it is", () => {
  const text = '[E_DATA] a.csv, column target: expected "target", got: "x"';
  expect(inFlags(text)).toBe(text);
});
