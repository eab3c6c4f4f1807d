import type { BinaryName, UnaryName } from "../../../graph/tensor.ts";
import type { Code, SimdOp } from "./assembler.ts";

/**
 * Elementwise functions on four float32 lanes, as instructions. Every one lets NaN through: pmin and pmax give their
 * first operand when a comparison with NaN fails, so the value comes first and the bound second.
 *
 * A value is a v128 local; each function leaves its result on the stack.
 */
class Lanes {
  readonly code: Code;

  constructor(code: Code) {
    this.code = code;
  }

  /** Names what is on the stack. */
  name(): number {
    const local = this.code.local("v128");
    this.code.set(local);
    return local;
  }

  op(op: SimdOp, a: number, b?: number): this {
    this.code.get(a);
    if (b !== undefined) this.code.get(b);
    this.code.simd(op);
    return this;
  }

  opConstant(op: SimdOp, a: number, value: number): this {
    this.code.get(a).splat(value).simd(op);
    return this;
  }

  /** c₀ + x (c₁ + x (c₂ + …)), highest coefficient first in evaluation. */
  polynomial(x: number, coefficients: readonly number[]): this {
    this.code.splat(coefficients.at(-1)!);
    return this.horner(x, coefficients.slice(0, -1));
  }

  /** c₀ + x (c₁ + x (… + x · what is on the stack)). */
  horner(x: number, coefficients: readonly number[]): this {
    const { code } = this;
    for (let i = coefficients.length - 1; i >= 0; i--)
      code.get(x).simd("f32x4.mul").splat(coefficients[i]!).simd("f32x4.add");
    return this;
  }
}

/**
 * tanh(x) = x P(x²) / Q(x²) for |x| ≤ 7.924778, where it is 1, and 1 beyond; within 7.3 ulps and 4.4·10⁻⁷, and |tanh| ≤ 1,
 * everywhere.
 *
 * A 7/8 rational minimax fit of the relative error (1.5·10⁻⁷ up to 8), with P(0) = Q(0) so that tanh(x) = x where x is tiny,
 * then moved to those neighbouring float32 coefficients whose computed values are best. Q is monic, which spares a
 * product; P and Q are this short because chains of gates wait for their results, not for room in the pipes.
 */
function tanh(lanes: Lanes, input: number): void {
  const { code } = lanes;
  code.get(input).splat(7.924778).simd("f32x4.pmin").splat(-7.924778).simd("f32x4.pmax");
  const x = lanes.name();
  const x2 = lanes.op("f32x4.mul", x, x).name();
  lanes.polynomial(x2, TANH_P);
  code.get(x).simd("f32x4.mul");
  code.get(x2).splat(967.6179809570312).simd("f32x4.add");
  lanes.horner(x2, TANH_Q);
  code.simd("f32x4.div");
}

const TANH_P = [4043291.75, 522810.875, 11951.1455078125, 46.39727020263672];
/** Below x⁶. */
const TANH_Q = [4043291.75, 1870571.625, 96374.6796875];

/** σ(x) = ½ + ½ tanh(x/2): within 2.5·10⁻⁷, and within [0, 1] because |tanh| ≤ 1; 0 or 1 where |x| ≥ 15.849556. */
function sigmoid(lanes: Lanes, input: number): void {
  tanh(lanes, lanes.opConstant("f32x4.mul", input, 0.5).name());
  lanes.code.splat(0.5).simd("f32x4.mul").splat(0.5).simd("f32x4.add");
}

const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444005469057e-4;

/**
 * eˣ = 2ⁿ eʳ with n = round(x / ln 2), |r| ≤ ½ ln 2, and a polynomial for eʳ. 2ⁿ is applied in two halves, so that
 * results reach from the smallest denormal to infinity.
 *
 * Source: Cephes expf (Moshier).
 */
function exp(lanes: Lanes, input: number): void {
  const { code } = lanes;
  code.get(input).splat(89).simd("f32x4.pmin").splat(-104).simd("f32x4.pmax");
  const x = lanes.name();
  code.get(x).splat(Math.LOG2E).simd("f32x4.mul").simd("f32x4.nearest");
  const n = lanes.name();
  code.get(x).get(n).splat(LN2_HIGH).simd("f32x4.mul").simd("f32x4.sub");
  code.get(n).splat(LN2_LOW).simd("f32x4.mul").simd("f32x4.sub");
  const r = lanes.name();
  lanes.polynomial(
    r,
    [5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3, 1.98756915e-4],
  );
  code.get(r).simd("f32x4.mul").get(r).simd("f32x4.mul").get(r).simd("f32x4.add").splat(1).simd("f32x4.add");
  const scaled = lanes.name();
  code.get(n).simd("i32x4.trunc_sat_f32x4_s");
  const whole = lanes.name();
  code.get(whole).constant(1).simd("i32x4.shr_s");
  const half = lanes.name();
  const bias = [127, 127, 127, 127] as const;
  code.get(scaled).get(half).words(bias).simd("i32x4.add").constant(23).simd("i32x4.shl").simd("f32x4.mul");
  code.get(whole).get(half).simd("i32x4.sub").words(bias).simd("i32x4.add").constant(23).simd("i32x4.shl");
  code.simd("f32x4.mul");
}

/**
 * log x = e ln 2 + log m with x = 2ᵉ m, √½ ≤ m < √2. log 0 = −∞, log of a negative number is NaN, denormals are scaled.
 *
 * Source: Cephes logf (Moshier).
 */
function log(lanes: Lanes, input: number): void {
  const { code } = lanes;
  const small = lanes.opConstant("f32x4.lt", input, 1.1754943508222875e-38).name();
  code
    .get(input)
    .splat(2 ** 23)
    .simd("f32x4.mul")
    .get(input)
    .get(small)
    .simd("v128.bitselect");
  const x = lanes.name();
  // Subtracting √½'s bits puts the mantissa's cut there; what is left above bit 23 is the exponent.
  const root = 0x3f3504f3;
  code.get(x).words([root, root, root, root]).simd("i32x4.sub").constant(23).simd("i32x4.shr_s");
  const high = lanes.name();
  code.get(x).get(high).constant(23).simd("i32x4.shl").simd("i32x4.sub").splat(1).simd("f32x4.sub");
  const m = lanes.name();
  code.get(high).simd("f32x4.convert_i32x4_s").get(small).splat(23).simd("v128.and").simd("f32x4.sub");
  const e = lanes.name();
  const m2 = lanes.op("f32x4.mul", m, m).name();
  lanes.polynomial(
    m,
    [
      3.3333331174e-1, -2.4999993993e-1, 2.0000714765e-1, -1.6668057665e-1, 1.4249322787e-1, -1.2420140846e-1,
      1.167699874e-1, -1.151461031e-1, 7.0376836292e-2,
    ],
  );
  code.get(m).simd("f32x4.mul").get(m2).simd("f32x4.mul");
  code.get(e).splat(LN2_LOW).simd("f32x4.mul").simd("f32x4.add");
  code.get(m2).splat(0.5).simd("f32x4.mul").simd("f32x4.sub").get(m).simd("f32x4.add");
  code.get(e).splat(LN2_HIGH).simd("f32x4.mul").simd("f32x4.add");
  const result = lanes.name();
  // 0 → −∞; x < 0 → NaN (0/0); ∞ and NaN → themselves.
  code.splat(Number.NEGATIVE_INFINITY).get(result).get(input).splat(0).simd("f32x4.eq").simd("v128.bitselect");
  const finite = lanes.name();
  code.splat(Number.NaN).get(finite).get(input).splat(0).simd("f32x4.lt").simd("v128.bitselect");
  const positive = lanes.name();
  code.get(input).get(positive);
  code.get(input).splat(Number.POSITIVE_INFINITY).simd("f32x4.lt").simd("v128.not");
  code.simd("v128.bitselect");
}

/** log(1 + x) = log(w) · x / (w − 1) with w = 1 + x rounded, and x where w = 1 or x = ∞. Source: Kahan's correction. */
function log1p(lanes: Lanes, x: number): void {
  const { code } = lanes;
  const w = lanes.opConstant("f32x4.add", x, 1).name();
  log(lanes, w);
  code.get(x).get(w).splat(1).simd("f32x4.sub").simd("f32x4.div").simd("f32x4.mul");
  const corrected = lanes.name();
  code.get(x).get(corrected).get(w).splat(1).simd("f32x4.eq");
  code.get(x).splat(Number.POSITIVE_INFINITY).simd("f32x4.eq").simd("v128.or").simd("v128.bitselect");
}

/**
 * erf(x) = x P(x²) for |x| < 1, else ±(1 − e^−Q(|x|)), which is ±1 from 4 on; within 3 ulps and 1.5·10⁻⁷ everywhere.
 *
 * P and Q are minimax fits: of erf's relative error, and of −log(1 − erf) weighted by 1 − erf.
 */
function erf(lanes: Lanes, x: number): void {
  const { code } = lanes;
  code.get(x).simd("f32x4.abs");
  const magnitude = lanes.name();
  const x2 = lanes.op("f32x4.mul", x, x).name();
  const near = lanes.polynomial(x2, ERF_P).op("f32x4.mul", lanes.name(), x).name();
  const bounded = lanes.opConstant("f32x4.pmin", magnitude, 4).name();
  lanes.polynomial(bounded, ERF_Q).code.simd("f32x4.neg");
  exp(lanes, lanes.name());
  const rest = lanes.name();
  code.splat(1).get(rest).simd("f32x4.sub").get(x).get(magnitude).simd("v128.andnot").simd("v128.or");
  const far = lanes.name();
  code.get(near).get(far).get(magnitude).splat(1).simd("f32x4.lt").simd("v128.bitselect");
}

const ERF_P = [
  1.128379165728322, -0.376126258285688, 0.112835851821767, -0.026853813053773917, 0.005188329503344266,
  -0.0008010207835126122, 7.853904151126205e-5,
];
const ERF_Q = [
  0.0003537161240494413, 1.1270400493543524, 0.6382256556325845, 0.10303738710116325, -0.021805326917200326,
  0.0029396094043067015, -0.00018557421951333785,
];

/** max(x, 0) + log(1 + u), u = e^−|x|; log(1 + u) = log(w) u / (w − 1) with w = 1 + u rounded, and u where w = 1. */
function softplus(lanes: Lanes, input: number): void {
  const { code } = lanes;
  code.get(input).simd("f32x4.abs").simd("f32x4.neg");
  exp(lanes, lanes.name());
  const u = lanes.name();
  const w = lanes.opConstant("f32x4.add", u, 1).name();
  log(lanes, w);
  code.get(u).simd("f32x4.mul").get(w).splat(1).simd("f32x4.sub").simd("f32x4.div");
  const quotient = lanes.name();
  code.get(u).get(quotient).get(w).splat(1).simd("f32x4.eq").simd("v128.bitselect");
  code.get(input).splat(0).simd("f32x4.pmax").simd("f32x4.add");
}

const unary: Record<UnaryName, (lanes: Lanes, x: number) => void> = {
  neg: (lanes, x) => lanes.op("f32x4.neg", x),
  abs: (lanes, x) => lanes.op("f32x4.abs", x),
  sqrt: (lanes, x) => lanes.op("f32x4.sqrt", x),
  relu: (lanes, x) => lanes.opConstant("f32x4.pmax", x, 0),
  reciprocal: ({ code }, x) => code.splat(1).get(x).simd("f32x4.div"),
  // NaN compares false both ways, so it is added back as x − x.
  sign: ({ code }, x) => {
    code.get(x).splat(0).simd("f32x4.gt").splat(1).simd("v128.and");
    code.get(x).splat(0).simd("f32x4.lt").splat(1).simd("v128.and").simd("f32x4.sub");
    code.get(x).get(x).get(x).simd("f32x4.ne").simd("v128.and").simd("f32x4.add");
  },
  exp,
  erf,
  log,
  log1p,
  tanh,
  sigmoid,
  softplus,
};

const plain: Partial<Record<BinaryName, SimdOp>> = {
  add: "f32x4.add",
  sub: "f32x4.sub",
  mul: "f32x4.mul",
  div: "f32x4.div",
};

/** Leaves f(x) on the stack. */
export function emitUnary(code: Code, name: UnaryName, x: number): void {
  unary[name](new Lanes(code), x);
}

/** Leaves f(x, y) on the stack. */
export function emitBinary(code: Code, name: BinaryName, x: number, y: number): void {
  const lanes = new Lanes(code);
  const direct = plain[name];
  if (direct !== undefined) lanes.op(direct, x, y);
  else if (name === "less" || name === "equal")
    lanes
      .op(name === "less" ? "f32x4.lt" : "f32x4.eq", x, y)
      .code.splat(1)
      .simd("v128.and");
  else {
    const bounded = lanes.op(name === "min" ? "f32x4.pmin" : "f32x4.pmax", x, y).name();
    code.get(y).get(bounded).get(y).get(y).simd("f32x4.ne").simd("v128.bitselect");
  }
}

/** Leaves a where condition ≠ 0, else b. */
export function emitSelect(code: Code, condition: number, a: number, b: number): void {
  code.get(a).get(b).get(condition).splat(0).simd("f32x4.ne").simd("v128.bitselect");
}

/** Leaves x on the stack, or 0 where |x| < 2⁻⁶³. */
export function emitFlush(code: Code, x: number): void {
  code
    .get(x)
    .get(x)
    .simd("f32x4.abs")
    .splat(2 ** -63)
    .simd("f32x4.lt")
    .simd("v128.andnot");
}
