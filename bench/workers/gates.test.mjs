import { describe, expect, test } from "vitest";
import { columns, rows, stepsFirst } from "./gates.mjs";

const values = (shape, data) => ({ shape, data: Float32Array.from(data) });
/** Two gates of two units over three inputs: [out, in]. */
const first = values([2, 3], [1, 2, 3, 4, 5, 6]);
const second = values([2, 3], [10, 20, 30, 40, 50, 60]);

describe("gates", () => {
  test("stand side by side, inputs down: as Keras holds them", () => {
    expect(columns([first, second])).toEqual(values([3, 4], [1, 4, 10, 40, 2, 5, 20, 50, 3, 6, 30, 60]));
  });

  test("stand below each other, inputs across: as PyTorch and ONNX hold them", () => {
    expect(rows([first, second])).toEqual(values([4, 3], [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]));
  });

  test("change their sign where an update gate keeps instead of writing", () => {
    expect(rows([first, second], [-1, 1]).data.slice(0, 7)).toEqual(Float32Array.of(-1, -2, -3, -4, -5, -6, 10));
    expect(columns([first, second], [1, -1]).data.slice(0, 4)).toEqual(Float32Array.of(1, 4, -10, -40));
  });

  test("have biases one after the other", () => {
    const biases = [values([2], [1, 2]), values([2], [3, 4])];
    expect(columns(biases)).toEqual(values([4], [1, 2, 3, 4]));
    expect(rows(biases)).toEqual(values([4], [1, 2, 3, 4]));
  });
});

describe("stepsFirst", () => {
  test("turns two rows of three steps into three steps of two rows", () => {
    expect(stepsFirst(values([2, 3, 1], [1, 2, 3, 11, 12, 13]))).toEqual(values([3, 2, 1], [1, 11, 2, 12, 3, 13]));
  });
});
