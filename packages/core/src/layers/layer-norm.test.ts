import { describe, expect, test } from "vitest";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { layerNorm } from "./layer-norm.ts";
import { sequential } from "./sequential.ts";

describe.each(backends)("on $backend", ({ backend, values }) => {
  test("features of every row get mean 0 and variance 1, then a gain and a shift", () => {
    const net = sequential([layerNorm({ epsilon: 1e-12 })], { backend }).initialize({ seed: 1, features: 4 });
    const x = [
      [1, 1, 3, 3],
      [-40, 0, 0, 40],
    ];
    const s = Math.SQRT2;
    expectClose(net.predict(x).data, [-1, -1, 1, 1, -s, 0, 0, s], values);
    net.setParameters({ "norm.g": [1, 2, 3, 4], "norm.b": [0, 0, 10, 0] });
    expectClose(net.predict(x).data, [-1, -2, 13, 4, -s, 0, 10, 4 * s], values);
  });

  test("equal features become 0, not NaN", () => {
    const net = sequential([layerNorm()], { backend }).initialize({ seed: 1, features: 3 });
    expect([...net.predict([[5, 5, 5]]).data]).toEqual([0, 0, 0]);
  });
});

test("learns 2 F numbers, or none", () => {
  expect(sequential(layerNorm()).summary({ features: 6 }).count).toBe(12);
  expect(sequential(layerNorm({ affine: false })).summary({ features: 6 }).count).toBe(0);
});

test("options that cannot be are refused", () => {
  expect(() => layerNorm({ epsilon: 0 })).toThrowError(
    /E_ARGUMENT\] layerNorm, epsilon: expected a number above 0, got 0/,
  );
  expect(() => layerNorm({ affine: false, init: { g: 1 } })).toThrowError(/layerNorm, init/);
});
