import { describe, expect, test } from "vitest";
import { placeMarkLabels } from "./mark-labels.ts";
import { textWidth } from "./text-width.ts";

const mark = (at: number, label: string) => ({ at, label, shade: "none" as const });
const room = { left: 50, right: 500 };
const place = (...marks: ReturnType<typeof mark>[]) => placeMarkLabels(marks, ({ at }) => at, room);

describe("placeMarkLabels", () => {
  test("puts a text after its line, and before it where that ends too soon", () => {
    expect(place(mark(100, "forecast"))[0]).toMatchObject({ x: 104, row: 0 });
    const [late] = place(mark(490, "forecast"));
    expect(late!.x + textWidth("forecast", 12)).toBeCloseTo(486, 5);
  });

  test("turns two texts away from each other", () => {
    const [heldOut, ahead] = place(mark(300, "held out"), mark(320, "forecast"));
    expect(heldOut!.x).toBeLessThan(300 - 40);
    expect(ahead).toMatchObject({ x: 324, row: 0 });
  });

  test("gives a text a row of its own where there is no room in the first, with its line up to it", () => {
    const labels = place(mark(460, "held out from 2024"), mark(480, "forecast from 2024"));
    expect(labels.map(({ row }) => row)).toEqual([0, 1]);
    expect(labels[1]!.leads).toBe(true);
  });

  test("draws no line up through another text", () => {
    const labels = place(mark(60, "held out from 2024"), mark(75, "forecast from 2024"));
    expect(labels.map(({ row, leads }) => [row, leads])).toEqual([
      [0, true],
      [1, false],
    ]);
  });

  test("keeps any number of texts apart and inside", () => {
    const labels = place(...Array.from({ length: 12 }, (_, i) => mark(50 + 38 * i, `a long label of mark ${i}`)));
    for (const [i, a] of labels.entries()) {
      const end = a.x + textWidth(a.text, 12);
      expect(a.x).toBeGreaterThanOrEqual(50);
      expect(end).toBeLessThanOrEqual(500);
      for (const b of labels.slice(0, i))
        if (a.row === b.row) expect(end < b.x || a.x > b.x + textWidth(b.text, 12)).toBe(true);
    }
  });
});
