import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minMaxScaler } from "./min-max.ts";
import { restoreScaler } from "./restore-scaler.ts";
import type { Scaler } from "./scaler.ts";
import { standardScaler } from "./standard.ts";

const scalers: [string, Scaler][] = [
  ["minMaxScaler", minMaxScaler()],
  ["minMaxScaler from −1 to 1", minMaxScaler({ low: -1, high: 1 })],
  ["standardScaler", standardScaler()],
];
const value = fc.double({ noNaN: true, min: -1e12, max: 1e12 });

describe.each(scalers)("contract of %s", (_, scaler) => {
  test("invert(apply(x)) = x", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        const fitted = scaler.fit(values);
        const back = fitted.invert(fitted.apply(values));
        const size = Math.max(...values.map(Math.abs), 1e-300);
        values.forEach((one, i) => {
          expect(Math.abs(back[i]! - one)).toBeLessThanOrEqual(1e-12 * size);
        });
      }),
    );
  });

  test("values after the training span change nothing", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.array(value), (past, future) => {
        const span = { from: 0, to: past.length };
        expect(scaler.fit([...past, ...future], span).state).toEqual(scaler.fit(past).state);
      }),
    );
  });

  test("its state goes through JSON and scales alike", () => {
    const fitted = scaler.fit([1.5, -2, 7.25]);
    const restored = restoreScaler(JSON.parse(JSON.stringify(fitted.state)));
    const probe = Float64Array.of(0, 3.3, -8);
    expect(restored.apply(probe)).toEqual(fitted.apply(probe));
    expect(restored.invert(probe)).toEqual(fitted.invert(probe));
  });

  test.each([[[5, 5, 5]], [[0.1, 0.1, 0.1, 0.1, 0.1, 0.1]], [[0]], [[1e300, 1e300]]])(
    "a constant series %j divides by 1, not by 0 or by rounding",
    (values) => {
      const { state, apply, invert } = scaler.fit(values);
      expect(state.scale).toBe(1);
      expect(new Set(apply(values)).size).toBe(1);
      expect([...invert(apply(values))]).toEqual(values);
    },
  );

  test("missing values are passed over in fitting and stay missing", () => {
    const { state, apply } = scaler.fit([Number.NaN, 2, Number.NaN, 4]);
    expect(state).toEqual(scaler.fit([2, 4]).state);
    expect(apply([Number.NaN])[0]).toBeNaN();
  });

  test("nothing to fit, infinities and values too large are E_DATA, a span outside is E_ARGUMENT", () => {
    expect(() => scaler.fit([])).toThrow(/E_DATA/);
    expect(() => scaler.fit([Number.NaN])).toThrow(/E_DATA/);
    expect(() => scaler.fit([1, 2], { from: 1, to: 1 })).toThrow(/E_DATA/);
    expect(() => scaler.fit([1, Number.POSITIVE_INFINITY])).toThrow(/E_DATA/);
    expect(() => scaler.fit([-1.7e308, 1.7e308])).toThrow(/E_DATA/);
    expect(() => scaler.fit([1, 2], { to: 3 })).toThrow(/E_ARGUMENT/);
    expect(() => scaler.fit([1, 2], { from: -1 })).toThrow(/E_ARGUMENT/);
  });
});

test("minMaxScaler maps the span's least and largest value to low and high, others beyond", () => {
  expect([...minMaxScaler().fit([10, 20, 14]).apply([10, 15, 20, 30])]).toEqual([0, 0.5, 1, 2]);
  expect([...minMaxScaler({ low: -1, high: 1 }).fit([10, 20]).apply([10, 15, 20])]).toEqual([-1, 0, 1]);
  expect(() => minMaxScaler({ low: 1, high: 1 })).toThrow(/low below high/);
});

test("standardScaler divides by the standard deviation with n, as 2, 4, 4, 4, 5, 5, 7, 9 with μ 5, σ 2", () => {
  const { state } = standardScaler().fit([2, 4, 4, 4, 5, 5, 7, 9]);
  expect([state.shift, state.scale]).toEqual([5, 2]);
});

test("restoreScaler refuses what no scaler saved: E_FORMAT", () => {
  const good = { kind: "min-max", shift: 0, scale: 1, offset: 0 };
  for (const bad of [
    null,
    {},
    { ...good, kind: "log" },
    { ...good, scale: 0 },
    { ...good, shift: "0" },
    { ...good, offset: Number.NaN },
  ]) {
    expect(() => restoreScaler(bad as never)).toThrow(/E_FORMAT/);
  }
});
