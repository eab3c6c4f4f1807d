import { expect, test } from "vitest";
import { checkOptions } from "./check-options.ts";

interface Options {
  rate?: number;
  weightDecay?: number;
}
const known = { rate: true, weightDecay: true } as const;
const check = (given: unknown) => () => checkOptions("adam", given as Options, known);

test("options that exist are fine, whatever their values", () => {
  expect(check({})).not.toThrow();
  expect(check({ rate: undefined, weightDecay: "much" })).not.toThrow();
});

test("one that does not is named, with the choice and the nearest", () => {
  expect(check({ rate: 1, weigthDecay: 2 })).toThrowError(
    '[E_ARGUMENT] adam: expected options among rate, weightDecay, got "weigthDecay". Try weightDecay.',
  );
  expect(check({ momentum: 0.9 })).toThrowError(
    /^\[E_ARGUMENT\] adam: expected options among rate, weightDecay, got "momentum"\.$/,
  );
});

test("names that every object has are no options", () => {
  expect(check(JSON.parse('{ "constructor": 1 }'))).toThrowError(/got "constructor"/);
  expect(check(JSON.parse('{ "__proto__": 1 }'))).toThrowError(/got "__proto__"/);
});

test.each([
  [0.1, "a value of type number"],
  [null, "null"],
  [[1], "a list"],
  ["fast", "a value of type string"],
])("%j is no record", (given, got) => {
  expect(check(given)).toThrowError(`[E_ARGUMENT] adam: expected a record of options, got ${got}. Try { rate: … }.`);
});
