import { expect, test } from "vitest";
import { panel } from "../panel/build-panel.ts";
import { readTable } from "../table/read-table.ts";
import { lookbackFor } from "./lookback.ts";

const rows = (count: number, id = "a") => Array.from({ length: count }, (_, t) => `${id},${t},${t % 7}`);
const build = async (lines: readonly string[], season = 1) => {
  const table = await readTable({ name: "sales.csv", text: ["id,t,y", ...lines].join("\n") });
  return panel(table, { id: "id", time: "t", target: "y", season });
};
const chosen = async (count: number, season: number, horizon: number) =>
  lookbackFor(await build(rows(count), season), { horizon, lookback: undefined });

test("two seasons, two horizons where there is no season, between 8 and 48", async () => {
  expect(await chosen(500, 12, 6)).toBe(24);
  expect(await chosen(500, 1, 6)).toBe(12);
  expect(await chosen(500, 1, 1)).toBe(8);
  expect(await chosen(500, 30, 6)).toBe(48);
  expect(await chosen(500, 90, 6)).toBe(90);
});

test("short series leave two thirds to learn from", async () => {
  expect(await chosen(60, 12, 18)).toBe(14);
  expect(await chosen(7, 12, 6)).toBe(1);
});

test("the shortest series of a panel is a limit as well", async () => {
  const mixed = await build([...rows(100), ...rows(100, "b"), ...rows(20, "c")], 12);
  expect(lookbackFor(mixed, { horizon: 12, lookback: undefined })).toBe(8);
});

test("too few rows are E_DATA: how many there are and are needed", async () => {
  const short = await build([...rows(50), ...rows(9, "b")]);
  expect(() => lookbackFor(short, { horizon: 6, lookback: 4 })).toThrow(
    "[E_DATA] sales.csv, id b: expected at least lookback + horizon = 4 + 6 = 10 rows, got 9. Try a shorter lookback or horizon.",
  );
  expect(() => lookbackFor(short, { horizon: 9, lookback: undefined })).toThrow(
    /lookback \+ horizon = 1 \+ 9 = 10 rows, got 9/,
  );
});
