import { gru, lstm, type Model } from "@sluice/core";
import { beforeAll, describe, expect, test } from "vitest";
import { afterOnLine, goOn, learnNext, nextAfter, ramps, response } from "./next-number.ts";

const FIVE = [45, 46, 47, 48, 49];

test("learns from the 44 ramps up to 49, so that 50 is new to it", () => {
  const all = ramps();
  expect(all).toHaveLength(44);
  expect([all[0], all[43]]).toEqual([
    [1, 2, 3, 4, 5, 6],
    [44, 45, 46, 47, 48, 49],
  ]);
});

test("a line goes on as it went: of ramps exactly, of anything else along the least squares", () => {
  expect(goOn(afterOnLine, FIVE, 5)).toEqual([50, 51, 52, 53, 54]);
  expect(afterOnLine([9, 7, 5, 3, 1])).toBe(-1);
  // Mean 1.2, slope 0.2
  expect(afterOnLine([1, 1, 1, 1, 2])).toBeCloseTo(1.8, 12);
});

describe.each([lstm, gru])("$name", (cell) => {
  const models: Model[] = [];
  beforeAll(async () => {
    for (const seed of [1, 2, 3, 4, 5]) models.push(await learnNext(cell, { seed }));
  });

  test("says 50 within 0.5 after 45 … 49, whatever the seed", () => {
    for (const model of models) expect(Math.abs(nextAfter(model, FIVE) - 50)).toBeLessThan(0.5);
  });

  test("falls back further at each of five steps from its own predictions", () => {
    for (const model of models) {
      const lag = goOn((numbers) => nextAfter(model, numbers), FIVE, 5).map((value, step) => 50 + step - value);
      expect(lag).toEqual([...lag].sort((a, b) => a - b));
      expect(lag[4]).toBeGreaterThan(3 * lag[0]!);
    }
  });

  test("is less wrong where it reads the numbers instead of what it said", () => {
    for (const model of models) {
      const own = goOn((numbers) => nextAfter(model, numbers), FIVE, 5)[4]!;
      const told = nextAfter(model, [49, 50, 51, 52, 53]);
      expect(own).toBeLessThan(told - 0.1);
      expect(told).toBeLessThan(54);
    }
  });

  test("rises with its numbers one for one among those that it knows, and less beyond", () => {
    for (const model of models) {
      const [within, edge, beyond] = [20, 45, 60].map((from) =>
        response(
          model,
          [0, 1, 2, 3, 4].map((i) => from + i),
        ),
      );
      expect(Math.abs(within! - 1)).toBeLessThan(0.02);
      expect(edge).toBeLessThan(within!);
      expect(beyond).toBeLessThan(edge! - 0.05);
    }
  });
});
