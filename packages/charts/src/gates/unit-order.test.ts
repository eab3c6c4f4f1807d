import { describe, expect, test } from "vitest";
import { unitOrder } from "./unit-order.ts";

/** A bump that passes unit after unit, those being numbered as `places` says. */
function wave(places: readonly number[], steps: number): number[][] {
  return Array.from({ length: steps }, (_, t) => places.map((place) => 1 / (1 + (t / 4 - place) ** 2)));
}

describe("unitOrder", () => {
  test("finds the order in which a wave passes", () => {
    const places = [7, 2, 9, 0, 4, 11, 1, 8, 3, 10, 6, 5];
    const order = unitOrder([wave(places, 60)]);
    const found = order.map((unit) => places[unit]);
    // Of the two directions, the one whose first unit has the lower number: place 0 is unit 3, place 11 is unit 5.
    expect(found).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test("finds it for two hundred units", () => {
    const places = Array.from({ length: 200 }, (_, i) => (i * 77 + 13) % 200);
    const found = unitOrder([wave(places, 900)]).map((unit) => places[unit]!);
    const steps = found.slice(1).map((place, i) => Math.abs(place - found[i]!));
    expect(Math.max(...steps)).toBe(1);
  });

  test("puts groups together, and what moves the other way far away", () => {
    const rows = Array.from({ length: 50 }, (_, t) => {
      const [a, b] = [(t * 7) % 11, (t * 5) % 13];
      return [a, b, -a, 2 * a + 1, b - 3, 1 - 2 * a];
    });
    const order = unitOrder([rows]);
    const apart = (x: number, y: number) => Math.abs(order.indexOf(x) - order.indexOf(y));
    expect([apart(0, 3), apart(1, 4), apart(2, 5)]).toEqual([1, 1, 1]);
    expect(apart(0, 2)).toBeGreaterThan(2);
  });

  test("looks at all values given", () => {
    const still = Array.from({ length: 40 }, () => [0.5, 0.5, 0.5, 0.5]);
    const places = [2, 0, 3, 1];
    expect(unitOrder([still, wave(places, 40)]).map((unit) => places[unit])).toEqual([0, 1, 2, 3]);
  });

  test("leaves units that do not vary in some order, each once", () => {
    const still = Array.from({ length: 9 }, () => [0.1, 0.1, 0.1, 0.1, 0.1]);
    expect(unitOrder([still]).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    expect(unitOrder([[[3, 4]]])).toEqual([0, 1]);
    expect(unitOrder([])).toEqual([]);
  });
});
