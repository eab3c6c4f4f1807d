import { describe, expect, test } from "vitest";
import { variable } from "../graph/ops.ts";
import { type BackendName, engine } from "../program.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { type Clip, checkClip, clipped } from "./clip.ts";

function after(clip: Clip, gradients: readonly (readonly number[])[], backend: BackendName): number[][] {
  const on = engine({ backend });
  const given = gradients.map((values, i) => variable(`g${i}`, [values.length]));
  const results = Object.fromEntries(clipped(given, clip).map((g, i) => [`${i}`, g]));
  const program = on.compile({ results });
  gradients.forEach((values, i) => {
    on.write(`g${i}`, values);
  });
  program.run({});
  return gradients.map((_, i) => [...program.result(`${i}`).data]);
}

describe.each(backends)("on $backend", ({ backend, values }) => {
  test("by norm, all gradients together become as long as the limit, and keep their direction", () => {
    const [first, second] = after({ norm: 1 }, [[3, 0], [4]], backend);
    expectClose([...first!, ...second!], [0.6, 0, 0.8], Math.max(values, 1e-6));
  });

  test("by norm, shorter ones stay as they are", () => {
    expect(after({ norm: 6 }, [[3, 0], [4]], backend)).toEqual([[3, 0], [4]]);
    expect(after({ norm: 1 }, [[0, 0], [0]], backend)).toEqual([[0, 0], [0]]);
  });

  test("by norm, what float32 cannot square is cut as well", () => {
    const [huge] = after({ norm: 1 }, [[3e30, -4e30]], backend);
    expectClose(huge!, [0.6, -0.8], 1e-6);
    expectClose(after({ norm: 1 }, [[3e-25, 4e-25]], backend)[0]!, [3e-25, 4e-25], values);
  });

  test("by value, each number is cut at the limit", () => {
    expectClose(after({ value: 0.5 }, [[3, -0.25, -7]], backend)[0]!, [0.5, -0.25, -0.5], values);
  });

  test("NaN is never hidden; infinity is cut by value, and NaN by norm", () => {
    expect(
      after({ norm: 1 }, [[Number.NaN, 1], [2]], backend)
        .flat()
        .every(Number.isNaN),
    ).toBe(true);
    expect(after({ norm: 1 }, [[Number.POSITIVE_INFINITY, 1]], backend)[0]![0]).toBeNaN();
    expect(after({ value: 1 }, [[Number.NaN, Number.POSITIVE_INFINITY]], backend)[0]).toEqual([Number.NaN, 1]);
  });
});

test.each([
  [{}, "expected { norm } or { value }, got neither"],
  [{ norm: 1, value: 1 }, "expected { norm } or { value }, got { norm, value }"],
  [{ length: 1 }, "expected { norm } or { value }, got { length }"],
  [{ norm: 0 }, "norm: expected a number above 0, got 0"],
  [{ value: Number.NaN }, "value: expected a number above 0, got NaN"],
])("%j is refused", (clip, message) => {
  expect(() => checkClip(clip as Clip)).toThrowError(message);
  expect(() => checkClip(clip as Clip)).toThrowError(/^\[E_ARGUMENT\] train, clip/);
});
