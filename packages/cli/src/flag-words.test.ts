import { SluiceError } from "@sluice/core";
import { panel, readTable, split, windows } from "@sluice/forecast";
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
