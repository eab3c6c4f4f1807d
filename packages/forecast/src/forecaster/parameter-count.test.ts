import { lstm, rnn, sales } from "@sluice/core";
import { describe, expect, test } from "vitest";
import { forecaster } from "./forecaster.ts";
import { daily, shops } from "./panels.test.support.ts";
import { parameterCount } from "./parameter-count.ts";

describe("parameterCount", () => {
  test("counts the cell and the layer behind it", async () => {
    const panel = await daily([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // The target and its surprise: W 2·4, U 4·4, b 4; then 4·3 + 3.
    expect(parameterCount(forecaster({ horizon: 3, hidden: 4, cell: rnn }), panel)).toBe(28 + 15);
    expect(parameterCount(forecaster({ horizon: 3, hidden: 4, cell: lstm }), panel)).toBe(4 * 28 + 15);
    expect(parameterCount(forecaster({ horizon: 3, hidden: 4, cell: rnn, strategy: "recursive" }), panel)).toBe(28 + 5);
  });

  test.each([1, 2])("is what a fit to known columns has, %i layers", async (layers) => {
    const panel = await shops({ count: 2, days: 40 });
    const spec = forecaster({ horizon: 3, hidden: 5, layers, members: 1, epochs: 1 });
    const fitted = await spec.fit(panel);
    expect(parameterCount(spec, panel)).toBe(fitted.networks[0]!.count);
  });

  test("refuses a cell whose columns the panel does not have", async () => {
    const panel = await daily([1, 2, 3, 4, 5]);
    expect(() => parameterCount(forecaster({ horizon: 1, cell: sales }), panel)).toThrow(/E_COLUMN/);
  });
});
