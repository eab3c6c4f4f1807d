import fc from "fast-check";
import { expect, test } from "vitest";
import { copyRows, pasteRows } from "./rows.ts";

const x = { shape: [2, 3, 2], data: Float64Array.of(0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15) };

test("steps come first inside a graph: all rows of step 0, then all of step 1", () => {
  const inside = new Float64Array(12);
  copyRows(x, inside, { from: 0, count: 2, steps: true });
  expect([...inside]).toEqual([0, 1, 10, 11, 2, 3, 12, 13, 4, 5, 14, 15]);
});

test("rows without steps stay as they are", () => {
  const inside = new Float64Array(6);
  copyRows({ shape: [3, 2], data: Float64Array.of(1, 2, 3, 4, 5, 6) }, inside, { from: 1, count: 2, steps: false });
  expect([...inside.subarray(0, 4)]).toEqual([3, 4, 5, 6]);
});

test("an order says which rows", () => {
  const inside = new Float64Array(4);
  const rows = { shape: [3, 1], data: Float64Array.of(7, 8, 9) };
  copyRows(rows, inside, { from: 1, count: 2, steps: false, order: [2, 0, 1] });
  expect([...inside.subarray(0, 2)]).toEqual([7, 8]);
});

test("what went in comes back, in pieces of any size", () => {
  const sizes = fc.record({
    rows: fc.integer({ min: 1, max: 7 }),
    steps: fc.integer({ min: 1, max: 5 }),
    width: fc.integer({ min: 1, max: 4 }),
    batch: fc.integer({ min: 1, max: 8 }),
  });
  fc.assert(
    fc.property(sizes, fc.boolean(), ({ rows, steps, width, batch }, withSteps) => {
      const shape = withSteps ? [rows, steps, width] : [rows, width];
      const data = Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i + 1);
      const back = { shape, data: new Float64Array(data.length) };
      for (let from = 0; from < rows; from += batch) {
        const count = Math.min(batch, rows - from);
        const inside = new Float64Array((data.length / rows) * count);
        copyRows({ shape, data }, inside, { from, count, steps: withSteps });
        pasteRows(inside, back, { from, count, steps: withSteps });
      }
      expect(back.data).toEqual(data);
    }),
  );
});
