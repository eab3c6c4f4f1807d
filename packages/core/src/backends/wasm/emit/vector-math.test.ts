import { describe, expect, test } from "vitest";
import type { BinaryName, UnaryName } from "../../../graph/tensor.ts";
import { erf } from "../../../math/erf.ts";
import { Code } from "./assembler.ts";
import { ModuleWriter } from "./module-writer.ts";
import { emitBinary, emitFlush, emitSelect, emitUnary } from "./vector-math.ts";

/** Floats that one call computes with; each operand and the result have room for as many. */
const CHUNK = 1 << 16;
const memory = new WebAssembly.Memory({ initial: (4 * 4 * CHUNK) / 65536 });
const floats = new Float32Array(memory.buffer);

/** An elementwise function over arrays, compiled on its own. */
function compile(operands: number, emit: (code: Code, operands: number[]) => void) {
  const code = new Code(1);
  const at = code.local("i32");
  const values = Array.from({ length: operands }, () => code.local("v128"));
  code.constant(0).set(at);
  code.repeat(() => {
    values.forEach((value, k) => {
      code
        .get(at)
        .load(4 * CHUNK * (k + 1))
        .set(value);
    });
    code.get(at);
    emit(code, values);
    code.store(0).get(at).constant(16).i32("add").set(at);
    code.get(0).constant(1).i32("sub").tee(0);
  });
  const module = new ModuleWriter();
  module.export("run", module.add(1, code));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  return (...inputs: Float32Array[]): Float32Array => {
    const result = new Float32Array(inputs[0]!.length);
    for (let start = 0; start < result.length; start += CHUNK) {
      const length = Math.min(CHUNK, result.length - start);
      inputs.forEach((input, k) => {
        floats.set(input.subarray(start, start + length), CHUNK * (k + 1));
      });
      (exports.run as (vectors: number) => void)(Math.ceil(length / 4));
      result.set(floats.subarray(0, length), start);
    }
    return result;
  };
}

const unary = (name: UnaryName) => compile(1, (code, [x]) => emitUnary(code, name, x!));
const binary = (name: BinaryName) => compile(2, (code, [x, y]) => emitBinary(code, name, x!, y!));
const select = compile(3, (code, [c, x, y]) => emitSelect(code, c!, x!, y!));

/** Floats from −∞ to ∞ in ascending order, evenly through their bits. */
function allOver(count: number): Float32Array {
  const values = new Float32Array(2 * count);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < count; i++) {
    const positive = Math.round((i * 0x7f800000) / (count - 1));
    bits[count + i] = positive;
    bits[count - 1 - i] = 0x80000000 + positive;
  }
  return values;
}

const between = (low: number, high: number, count: number) =>
  Float32Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/** The distance from a float32 to the next larger one of its sign. */
function ulp(x: number): number {
  const value = new Float32Array([Math.abs(x)]);
  new Uint32Array(value.buffer)[0]!++;
  return value[0]! - Math.abs(Math.fround(x));
}

/** The largest errors against float64, and how far a value ever lies behind an earlier one. */
function measure(name: UnaryName, exact: (x: number) => number, xs: Float32Array) {
  const worst = { ulps: 0, absolute: 0, fall: 0 };
  let highest = Number.NEGATIVE_INFINITY;
  unary(name)(xs).forEach((y, i) => {
    highest = Math.max(highest, Number.isNaN(y) ? highest : y);
    const expected = exact(xs[i]!);
    if (Object.is(Math.fround(expected), y)) return;
    const error = Math.abs(y - expected);
    worst.ulps = Math.max(worst.ulps, error / ulp(expected));
    worst.absolute = Math.max(worst.absolute, error);
    worst.fall = Math.max(worst.fall, highest - y);
  });
  return worst;
}

const sweep = allOver(1 << 19);
const middle = between(-20, 20, 1 << 19);
const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

// The bounds are those measured over every float32 that matters, rounded up; the sweeps here are a sample of them.
describe("accuracy against float64, over all floats and finely from −20 to 20", () => {
  test.each([sweep, middle])("exp: within 1 ulp, and never falls (sweep %#)", (xs) => {
    const { ulps, fall } = measure("exp", Math.exp, xs);
    expect(ulps).toBeLessThan(1);
    expect(fall).toBe(0);
  });

  test.each([sweep, middle])("erf: within 3 ulps and 1.5·10⁻⁷, and falls by 1.3·10⁻⁷ at most (sweep %#)", (xs) => {
    const { ulps, absolute, fall } = measure("erf", erf, xs);
    expect(ulps).toBeLessThan(3);
    expect(absolute).toBeLessThan(1.5e-7);
    expect(fall).toBeLessThan(1.3e-7);
  });

  test.each([sweep, middle])("log: within 0.83 ulp, and never falls (sweep %#)", (xs) => {
    const { ulps, fall } = measure("log", Math.log, xs);
    expect(ulps).toBeLessThan(0.83);
    expect(fall).toBe(0);
  });

  test.each([sweep, middle])("log1p: within 2.5 ulps, and falls by 2·10⁻⁶ at most (sweep %#)", (xs) => {
    const { ulps, fall } = measure("log1p", Math.log1p, xs);
    expect(ulps).toBeLessThan(2.5);
    expect(fall).toBeLessThan(2e-6);
  });

  test.each([sweep, middle])("tanh: within 7.3 ulps and 4.4·10⁻⁷, and falls by 6·10⁻⁷ at most (sweep %#)", (xs) => {
    const { ulps, absolute, fall } = measure("tanh", Math.tanh, xs);
    expect(ulps).toBeLessThan(7.3);
    expect(absolute).toBeLessThan(4.4e-7);
    expect(fall).toBeLessThan(6e-7);
  });

  test.each([sweep, middle])("sigmoid: within 2.5·10⁻⁷, and falls by 3.6·10⁻⁷ at most (sweep %#)", (xs) => {
    const { absolute, fall } = measure("sigmoid", logistic, xs);
    expect(absolute).toBeLessThan(2.5e-7);
    expect(fall).toBeLessThan(3.6e-7);
  });

  test.each([sweep, middle])("softplus: within 3.3 ulps, and falls by 2.4·10⁻⁷ at most (sweep %#)", (xs) => {
    const { ulps, fall } = measure("softplus", softplus, xs);
    expect(ulps).toBeLessThan(3.3);
    expect(fall).toBeLessThan(2.4e-7);
  });

  test.each(["neg", "abs", "sqrt", "reciprocal", "relu", "sign"] as const)("%s: exact", (name) => {
    const exact = {
      neg: (x: number) => -x,
      abs: Math.abs,
      sqrt: Math.sqrt,
      reciprocal: (x: number) => 1 / x,
      relu: (x: number) => Math.max(x, 0),
      sign: Math.sign,
    }[name];
    unary(name)(sweep).forEach((y, i) => {
      const expected = Math.fround(exact(sweep[i]!));
      // −0 is 0 here, as it is in every comparison.
      if (y !== expected && !(Number.isNaN(y) && Number.isNaN(expected)))
        expect.fail(`${name}(${sweep[i]}) is ${y}, not ${expected}`);
    });
  });
});

describe("bounds", () => {
  // Every float from 7 to 8, where tanh comes closest to 1.
  const high = new Float32Array(new Uint32Array(1 << 21).map((_, i) => 0x40e00000 + i).buffer);
  const within = (values: Float32Array, low: number, top: number) =>
    values.every((y) => Number.isNaN(y) || (y >= low && y <= top));

  test("|tanh| ≤ 1 everywhere", () => {
    for (const xs of [sweep, middle, high, high.map((x) => -x)]) expect(within(unary("tanh")(xs), -1, 1)).toBe(true);
  });

  test("0 ≤ σ ≤ 1 everywhere", () => {
    for (const xs of [sweep, middle, high.map((x) => 2 * x), high.map((x) => -2 * x)])
      expect(within(unary("sigmoid")(xs), 0, 1)).toBe(true);
  });

  test("closed gates are 0 and open ones 1, exactly", () => {
    const far = Float32Array.of(15.9, 20, 1e30, Number.POSITIVE_INFINITY);
    expect([...unary("sigmoid")(far)]).toEqual([1, 1, 1, 1]);
    expect([...unary("sigmoid")(far.map((x) => -x))]).toEqual([0, 0, 0, 0]);
    expect([...unary("tanh")(far)]).toEqual([1, 1, 1, 1]);
    expect([...unary("tanh")(far.map((x) => -x))]).toEqual([-1, -1, -1, -1]);
  });

  test("softplus and exp are never negative", () => {
    for (const name of ["softplus", "exp"] as const)
      expect(within(unary(name)(sweep), 0, Number.POSITIVE_INFINITY)).toBe(true);
  });
});

describe("special values", () => {
  const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
  const tiny = 2 ** -149;
  const at = (name: UnaryName, ...xs: number[]) => [...unary(name)(Float32Array.from(xs))];

  test("of exp", () =>
    expect(at("exp", inf, -inf, 0, -0, tiny, -tiny, 88.8, -104)).toEqual([inf, 0, 1, 1, 1, 1, inf, 0]));

  test("of log", () => {
    expect(at("log", inf, 0, -0, 1)).toEqual([inf, -inf, -inf, 0]);
    expect(at("log", -inf, -1, -tiny)).toEqual([nan, nan, nan]);
    expect(at("log", tiny)[0]).toBeCloseTo(-149 * Math.LN2, 5);
  });

  test("of log1p: what is too small to change 1 is itself", () => {
    expect(at("log1p", inf, 0, tiny, -tiny, 2 ** -40, -(2 ** -40))).toEqual([
      inf,
      0,
      tiny,
      -tiny,
      2 ** -40,
      -(2 ** -40),
    ]);
    expect(at("log1p", -1, -2, -inf, 1e30)).toEqual([-inf, nan, nan, Math.fround(Math.log(1e30))]);
  });

  test("of tanh: zeros and denormals are themselves", () =>
    expect(at("tanh", 0, -0, tiny, -tiny, 2 ** -127)).toEqual([0, -0, tiny, -tiny, 2 ** -127]));

  test("of sigmoid and softplus", () => {
    expect(at("sigmoid", 0, -0, tiny)).toEqual([0.5, 0.5, 0.5]);
    expect(at("softplus", inf, -inf, 1e30, -104)).toEqual([inf, 0, Math.fround(1e30), 0]);
  });

  test("of the rest", () => {
    expect(at("sqrt", inf, -1)).toEqual([inf, nan]);
    expect(at("reciprocal", 0, -0, inf, -inf)).toEqual([inf, -inf, 0, -0]);
    expect(at("sign", inf, -inf, 0, tiny, -tiny)).toEqual([1, -1, 0, 1, -1]);
    expect(at("relu", inf, -inf, tiny)).toEqual([inf, 0, tiny]);
  });
});

describe("NaN", () => {
  const nan = Float32Array.of(Number.NaN, Number.NaN, 1, Number.NaN);
  const one = Float32Array.of(1, Number.NEGATIVE_INFINITY, Number.NaN, Number.NaN);

  test.each([
    "neg",
    "exp",
    "log",
    "log1p",
    "tanh",
    "sigmoid",
    "softplus",
    "relu",
    "sqrt",
    "abs",
    "sign",
    "reciprocal",
  ] as const)("passes through %s", (name) =>
    expect([...unary(name)(nan)].map(Number.isNaN)).toEqual([true, true, false, true]),
  );

  test.each(["add", "sub", "mul", "div", "min", "max"] as const)("passes through %s from either side", (name) =>
    expect([...binary(name)(nan, one)].every(Number.isNaN)).toBe(true),
  );

  test("is neither less than nor equal to anything", () => {
    expect([...binary("less")(nan, one), ...binary("equal")(nan, one)]).toEqual(new Array(8).fill(0));
  });

  test("stays out of a selection whose branch is not taken, and counts as true", () => {
    const [zero, two] = [Float32Array.of(0, 0, 0, 0), Float32Array.of(2, 2, 2, 2)];
    expect([...select(zero, nan, two)]).toEqual([2, 2, 2, 2]);
    expect([...select(two, two, nan)]).toEqual([2, 2, 2, 2]);
    expect([...select(nan, two, zero)]).toEqual([2, 2, 2, 2]);
  });
});

describe("flush", () => {
  const flush = compile(1, (code, [x]) => emitFlush(code, x!));

  test("makes 0 of what is below 2⁻⁶³ and leaves the rest alone, infinities and NaN too", () => {
    const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
    const least = 2 ** -63;
    expect([...flush(Float32Array.of(least, -least, 1, -inf))]).toEqual([least, -least, 1, -inf]);
    expect([...flush(Float32Array.of(inf, nan, 0, -3e38))]).toEqual([inf, nan, 0, Math.fround(-3e38)]);
    expect([...flush(Float32Array.of(least * 0.999, -least * 0.999, 2 ** -149, 1e-40))]).toEqual([0, 0, 0, 0]);
  });
});

describe("comparisons and extremes", () => {
  const x = Float32Array.of(1, 2, -0, Number.NEGATIVE_INFINITY);
  const y = Float32Array.of(2, 2, 0, 0);
  test.each([
    ["less", [1, 0, 0, 1]],
    ["equal", [0, 1, 1, 0]],
    ["min", [1, 2, 0, Number.NEGATIVE_INFINITY]],
    ["max", [2, 2, 0, 0]],
  ] as const)("%s", (name, expected) => {
    expect([...binary(name)(x, y)].map((z) => z + 0)).toEqual(expected);
  });
});
