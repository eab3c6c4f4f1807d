import { lstm, sales } from "@sluice/core";
import { describe, expect, test } from "vitest";
import { checkOptions, type ForecasterOptions } from "./options.ts";

test("what is not said is a small network, five times", () => {
  expect(checkOptions({ horizon: 3, cell: lstm, members: 2 })).toEqual({
    horizon: 3,
    cell: lstm,
    hidden: 16,
    layers: 1,
    lookback: undefined,
    epochs: undefined,
    members: 2,
    strategy: "direct",
  });
  expect(checkOptions({ horizon: 3 })).toMatchObject({ members: 5, cell: { name: "gru" } });
});

describe("E_ARGUMENT", () => {
  test.each<[Record<string, unknown>, RegExp]>([
    [{}, /forecaster horizon: expected a whole number above 0, got undefined/],
    [{ horizon: 0 }, /forecaster horizon: .*got 0\./],
    [{ horizon: -3 }, /got -3\./],
    [{ horizon: 1.5 }, /got 1\.5\./],
    [{ horizon: Number.NaN }, /got NaN\./],
    [{ horizon: "12" }, /got "12"\./],
    [{ horizon: 2, lookback: 0 }, /forecaster lookback: .*got 0\./],
    [{ horizon: 2, epochs: 0.5 }, /forecaster epochs/],
    [{ horizon: 2, members: 51 }, /forecaster members: expected at most 50, got 51/],
    [{ horizon: 2, cell: "lstm" }, /forecaster cell: expected a cell, got "lstm"\. Try cellNamed\("lstm"\)\./],
    [{ horizon: 2, layers: 2, cell: sales }, /forecaster layers: expected 1 with the cell "sales", .*got 2\./],
    [{ horizon: 2, strategy: "both" }, /expected "direct" or "recursive", got "both"/],
    [{ horizon: 2, hiden: 8 }, /expected options among .*, got hiden\. Try hidden\./],
  ])("%j", (options, message) => {
    expect(() => checkOptions(options as unknown as ForecasterOptions)).toThrow(message);
    expect(() => checkOptions(options as unknown as ForecasterOptions)).toThrow(/^\[E_ARGUMENT\] /);
  });

  test("no options at all", () => {
    expect(() => checkOptions(undefined as unknown as ForecasterOptions)).toThrow(
      /E_ARGUMENT.*such as \{ horizon: 12 \}/,
    );
  });
});
