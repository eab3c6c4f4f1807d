import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tickLadder } from "./tick-ladder.ts";
import { fittingLevel, tickTexts } from "./tick-level.ts";
import { wordsOf } from "./words.ts";

const english = wordsOf("en");
const DAY = 86_400_000;

function texts(
  kind: "time" | "number",
  positions: readonly number[],
  pixels: number,
  options: { log?: 2 | 10; zh?: true } = {},
) {
  const axis = { kind, positions, labels: positions.map(String), name: "", ...(options.log && { log: options.log }) };
  return tickTexts(fittingLevel(tickLadder(axis, options.zh ? wordsOf("zh") : english), pixels)!);
}
const days = (from: string, count: number, step = 1) =>
  Array.from({ length: count }, (_, i) => Date.parse(from) + i * step * DAY);
const months = (count: number) => Array.from({ length: count }, (_, i) => Date.UTC(2020, i));

describe("ticks of a calendar axis", () => {
  test("name every day of a short daily series, the year where it begins", () => {
    expect(texts("time", days("2024-12-30", 4), 800)).toEqual(["30 Dec\n2024", "31 Dec", "1 Jan\n2025", "2 Jan"]);
  });

  test("keep their distance across the end of a month", () => {
    expect(texts("time", days("2024-02-26", 10), 400)).toEqual(["26 Feb\n2024", "28 Feb", "1 Mar", "3 Mar", "5 Mar"]);
  });

  test("stand on Mondays where there is no room for every other day", () => {
    expect(texts("time", days("2024-01-03", 40), 600)).toEqual(["8 Jan\n2024", "15 Jan", "22 Jan", "29 Jan", "5 Feb"]);
  });

  test("stand on the values of a weekly series, whatever its day", () => {
    expect(texts("time", days("2024-01-04", 4, 7), 400)).toEqual(["4 Jan\n2024", "11 Jan", "18 Jan", "25 Jan"]);
  });

  test("of monthly values are no days, and quarters where there is less room", () => {
    expect(texts("time", months(4), 5000)).toEqual(["Jan\n2020", "Feb", "Mar", "Apr"]);
    expect(texts("time", months(13), 300)).toEqual(["Jan\n2020", "Apr", "Jul", "Oct", "Jan\n2021"]);
  });

  test("of decades are years that follow on evenly", () => {
    expect(texts("time", months(240), 250)).toEqual(["2020", "2025", "2030", "2035"]);
  });

  test("of hours carry the day below", () => {
    const hours = Array.from({ length: 30 }, (_, i) => Date.UTC(2024, 0, 1, i));
    expect(texts("time", hours, 500)).toEqual(["00:00\n1 Jan 2024", "06:00", "12:00", "18:00", "00:00\n2 Jan 2024"]);
  });

  test("speak Chinese where the chart does", () => {
    expect(texts("time", days("2024-12-30", 4), 800, { zh: true })).toEqual([
      "12月30日\n2024年",
      "12月31日",
      "1月1日\n2025年",
      "1月2日",
    ]);
    expect(texts("time", months(4), 800, { zh: true })).toEqual(["1月\n2020年", "2月", "3月", "4月"]);
  });
});

describe("ticks of an axis of numbers", () => {
  test("are round, inside the axis, and whole where all positions are", () => {
    expect(texts("number", [1, 2, 3], 1000)).toEqual(["1", "2", "3"]);
    expect(texts("number", [1, 50], 300)).toEqual(["10", "20", "30", "40", "50"]);
    expect(texts("number", [0.13, 0.94], 300)).toEqual(["0.2", "0.4", "0.6", "0.8"]);
  });

  test("of a logarithmic axis are powers, and multiples where there is room", () => {
    expect(texts("number", [1, 1.1, 1000], 260, { log: 10 })).toEqual(["1", "10", "100", "1,000"]);
    expect(texts("number", [50, 51, 2000], 500, { log: 10 })).toEqual(["50", "100", "200", "500", "1,000", "2,000"]);
    expect(texts("number", [0.001, 0.0011, 0.1], 200, { log: 10 })).toEqual(["0.001", "0.01", "0.1"]);
    expect(texts("number", [1, 1.1, 256], 5000, { log: 2 })).toHaveLength(9);
    expect(texts("number", [1, 1.1, 256], 200, { log: 2 })).toEqual(["1", "4", "16", "64", "256"]);
  });

  test("of a logarithmic axis are the values themselves where these are few and apart", () => {
    expect(texts("number", [5, 10, 20, 40, 100], 500, { log: 10 })).toEqual(["5", "10", "20", "40", "100"]);
    expect(texts("number", [5, 10, 11, 40, 100], 500, { log: 10 })).toEqual(["5", "10", "20", "50", "100"]);
  });

  test("of a logarithmic axis that spans much are powers from ten thousand on", () => {
    expect(texts("number", [1, 1e8], 5000, { log: 10 }).filter((text) => /^1/.test(text))).toEqual(
      expect.arrayContaining(["1", "10", "100", "1,000", "10⁴", "10⁵", "10⁸"]),
    );
  });

  test("of a logarithmic axis without two powers are round numbers", () => {
    expect(texts("number", [21, 21.1, 29], 300, { log: 2 })).toEqual(["22", "24", "26", "28"]);
  });

  test("lie inside, rise and have room, for any axis", () => {
    const numbers = fc.uniqueArray(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(
        numbers,
        fc.constantFrom(undefined, 2 as const, 10 as const),
        fc.integer({ min: 100, max: 3000 }),
        (some, log, pixels) => {
          const positions = some.sort((a, b) => a - b);
          const axis = { kind: "number" as const, positions, labels: [], name: "", ...(log && { log }) };
          const level = fittingLevel(tickLadder(axis, english), pixels);
          if (level === undefined) return;
          expect(level.positions.length).toBeGreaterThan(0);
          for (const [i, tick] of level.positions.entries()) {
            expect(tick).toBeGreaterThanOrEqual(positions[0]! * (1 - 1e-9));
            expect(tick).toBeLessThanOrEqual(positions.at(-1)! * (1 + 1e-9));
            if (i > 0) expect(tick).toBeGreaterThan(level.positions[i - 1]!);
          }
        },
      ),
    );
  });
});
