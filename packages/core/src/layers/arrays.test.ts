import { expect, test } from "vitest";
import { type ArrayData, toArray } from "./arrays.ts";

test("nested arrays become row-major with their shape", () => {
  const found = toArray("x", [
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  ]);
  expect(found).toEqual({ shape: [1, 3, 2], data: Float64Array.of(1, 2, 3, 4, 5, 6) });
});

test("typed arrays with a shape are used as they are, without a copy", () => {
  const data = Float32Array.of(1, 2);
  expect(toArray("x", { shape: [2, 1], data }).data).toBe(data);
});

test("other array-likes with a shape are read as numbers", () => {
  expect(toArray("x", { shape: [1, 2], data: [1, 2] }).data).toEqual(Float64Array.of(1, 2));
  expect(toArray("x", { shape: [2], data: Uint8Array.of(7, 8) }).data).toEqual(Float64Array.of(7, 8));
});

test("empty arrays keep their shape", () => {
  expect(toArray("x", [])).toEqual({ shape: [0], data: new Float64Array(0) });
  expect(toArray("x", [[], []]).shape).toEqual([2, 0]);
});

test.each<[string, unknown, RegExp]>([
  ["ragged rows", [[1, 2], [3]], /E_SHAPE\] x\[1\]: expected 2 elements.*got 1/],
  ["rows of other depth", [[1], 2], /E_SHAPE\] x\[1\]: expected 1 elements.*got a value of type number/],
  ["a text among numbers", [[1], ["2"]], /E_ARGUMENT\] x\[1\]\[0\]: expected a number, got "2"/],
  ["null among numbers", [1, null], /E_ARGUMENT\] x\[1\]: expected a number, got null/],
  ["numbers that do not fill the shape", { shape: [2, 2], data: [1, 2, 3] }, /E_SHAPE\] x: expected 4 numbers.*got 3/],
  ["a typed array without a shape", Float32Array.of(1), /E_ARGUMENT\].*a typed array without a shape/],
  ["a shape that is none", { shape: [1.5], data: [1] }, /E_ARGUMENT/],
  ["nothing", undefined, /E_ARGUMENT.*got undefined/],
])("%s are refused with their place", (_, data, message) => {
  expect(() => toArray("x", data as ArrayData)).toThrowError(message);
});

test("a ragged array asks for no memory before it is refused", () => {
  const wide = new Array(60_000).fill(0);
  const ragged = [wide, ...new Array(1_000_000).fill([])];
  expect(() => toArray("x", ragged)).toThrowError(/E_SHAPE\] x\[1\]/);
});
