/** Values of one row by name. */
export type Row = Readonly<Record<string, readonly number[]>>;
/** Parameters by name: matrices as rows, vectors as one number a unit. */
export type Weights = Readonly<Record<string, readonly number[] | readonly (readonly number[])[]>>;

type Vector = readonly number[];
type Step = (x: Vector, before: Row, weights: Weights) => Row;

const sigma = (a: number) => 1 / (1 + Math.exp(-a));
const relu = (a: number) => (a > 0 ? a : 0);

/** One number a unit, from those of the same unit. */
const units = (f: (...unit: number[]) => number, ...of: Vector[]): number[] =>
  of[0]!.map((_, j) => f(...of.map((vector) => vector[j]!)));

const plus = (...vectors: Vector[]) => units((...terms) => terms.reduce((a, b) => a + b, 0), ...vectors);
const times = (a: Vector, b: Vector) => units((x, y) => x * y, a, b);
const one = (of: Vector) => of.map(() => 1);
const minus = (a: Vector, b: Vector) => units((x, y) => x - y, a, b);

const reader = (weights: Weights) => ({
  M: (name: string, v: Vector) =>
    (weights[name] as Vector[]).map((row) => row.reduce((total, w, k) => total + w * v[k]!, 0)),
  v: (name: string) => weights[name] as Vector,
});

/** The same for several gates by name. */
const each = <K extends string>(gates: readonly K[], f: (k: K) => Vector) =>
  Object.fromEntries(gates.map((k) => [k, f(k)])) as Record<K, Vector>;

/** W_k x + U_k h + b_k. */
function affine(weights: Weights, k: string, x: Vector, h: Vector): number[] {
  const { M, v } = reader(weights);
  return plus(M(`W_${k}`, x), M(`U_${k}`, h), v(`b_${k}`));
}

/** (v − mean) / √(variance + 1e-5), the variance by n. */
function normalised(v: Vector): number[] {
  const mean = v.reduce((a, b) => a + b) / v.length;
  const variance = v.reduce((total, a) => total + (a - mean) ** 2, 0) / v.length;
  return v.map((a) => (a - mean) / Math.sqrt(variance + 1e-5));
}

/** c and h of the LSTM family from its gates. */
const remember = (i: Vector, f: Vector, g: Vector, before: Row) => plus(times(f, before.c!), times(i, g));

/** The form of Hochreiter and Schmidhuber 1997 with the forget gate of 2000. */
function lstm(x: Vector, before: Row, w: Weights): Row {
  const { i, f, o } = each(["i", "f", "o"], (k) => affine(w, k, x, before.h!).map(sigma));
  const g = affine(w, "g", x, before.h!).map(Math.tanh);
  const c = remember(i, f, g, before);
  return { i, f, g, o, c, h: times(o, c.map(Math.tanh)) };
}

/**
 * One step of every cell of the library, written from the formulas of its paper, in float64: what the library's equations
 * are held to. Nothing here knows of them.
 */
export const PAPERS: Readonly<Record<string, Step>> = {
  // Elman 1990
  rnn(x, before, w) {
    const { M, v } = reader(w);
    return { h: plus(M("W", x), M("U", before.h!), v("b")).map(Math.tanh) };
  },
  // Le, Jaitly and Hinton 2015
  "rnn-relu"(x, before, w) {
    const { M, v } = reader(w);
    return { h: plus(M("W", x), M("U", before.h!), v("b")).map(relu) };
  },
  // Li et al. 2018: h_t = σ(W x_t + u ⊙ h_{t−1} + b) with σ the rectifier
  indrnn(x, before, w) {
    const { M, v } = reader(w);
    return { h: plus(M("W", x), times(v("u"), before.h!), v("b")).map(relu) };
  },
  lstm,
  "lstm-forget-bias": lstm,
  // Gers and Schmidhuber 2000; Greff et al. 2017, section 2: the output gate's peephole sees the new cell
  "lstm-peephole"(x, before, w) {
    const { v } = reader(w);
    const peeping = (k: string, c: Vector) => plus(affine(w, k, x, before.h!), times(v(`p_${k}`), c)).map(sigma);
    const [i, f] = [peeping("i", before.c!), peeping("f", before.c!)];
    const g = affine(w, "g", x, before.h!).map(Math.tanh);
    const c = remember(i, f, g, before);
    const o = peeping("o", c);
    return { i, f, g, o, c, h: times(o, c.map(Math.tanh)) };
  },
  // Greff et al. 2017, CIFG: f = 1 − i
  "lstm-coupled"(x, before, w) {
    const i = affine(w, "i", x, before.h!).map(sigma);
    const f = minus(one(i), i);
    const o = affine(w, "o", x, before.h!).map(sigma);
    const g = affine(w, "g", x, before.h!).map(Math.tanh);
    const c = remember(i, f, g, before);
    return { i, f, g, o, c, h: times(o, c.map(Math.tanh)) };
  },
  // Ba, Kiros and Hinton 2016, supplement, with the statistics of each gate for itself
  "lstm-layer-norm"(x, before, w) {
    const { M, v } = reader(w);
    const a = (k: string) =>
      plus(
        times(v(`g_x${k}`), normalised(M(`W_${k}`, x))),
        times(v(`g_h${k}`), normalised(M(`U_${k}`, before.h!))),
        v(`b_${k}`),
      );
    const { i, f, o } = each(["i", "f", "o"], (k) => a(k).map(sigma));
    const g = a("g").map(Math.tanh);
    const c = remember(i, f, g, before);
    return { i, f, g, o, c, h: times(o, plus(times(v("g_c"), normalised(c)), v("b_c")).map(Math.tanh)) };
  },
  // Beck et al. 2024, equations 8 to 14: without the stabiliser, which cancels out of h
  slstm(x, before, w) {
    const z = affine(w, "z", x, before.h!).map(Math.tanh);
    // The bias of the input gate, which cancels out of h as well, is 0.
    const { M } = reader(w);
    const i = plus(M("W_i", x), M("U_i", before.h!)).map(Math.exp);
    const f = affine(w, "f", x, before.h!).map(sigma);
    const o = affine(w, "o", x, before.h!).map(sigma);
    const c = plus(times(f, before.c!), times(i, z));
    const n = plus(times(f, before.n!), i);
    return { z, o, c, n, h: units((o, c, n) => (o * c) / n, o, c, n) };
  },
  // Feng et al. 2024, minLSTM: the gates are divided by their sum
  "min-lstm"(x, before, w) {
    const { M, v } = reader(w);
    const gate = each(["f", "i"], (k) => plus(M(`W_${k}`, x), v(`b_${k}`)).map(sigma));
    const f = units((f, i) => f / (f + i), gate.f, gate.i);
    const i = units((f, i) => i / (f + i), gate.f, gate.i);
    return { f, i, h: plus(times(f, before.h!), times(i, plus(M("W_h", x), v("b_h")))) };
  },
  // Cho et al. 2014, with the update of Chung et al. 2014
  gru(x, before, w) {
    const { M, v } = reader(w);
    const { z, r } = each(["z", "r"], (k) => affine(w, k, x, before.h!).map(sigma));
    const n = plus(M("W_n", x), M("U_n", times(r, before.h!)), v("b_n")).map(Math.tanh);
    return { z, r, n, h: plus(times(minus(one(z), z), before.h!), times(z, n)) };
  },
  // Version 1 of Cho et al. 2014, as cuDNN has it
  "gru-after"(x, before, w) {
    const { M, v } = reader(w);
    const { z, r } = each(["z", "r"], (k) => affine(w, k, x, before.h!).map(sigma));
    const n = plus(M("W_n", x), v("b_n"), times(r, plus(M("U_n", before.h!), v("b_hn")))).map(Math.tanh);
    return { z, r, n, h: plus(times(minus(one(z), z), before.h!), times(z, n)) };
  },
  // Zhou et al. 2016, equations 7
  mgu(x, before, w) {
    const { M, v } = reader(w);
    const f = affine(w, "f", x, before.h!).map(sigma);
    const n = plus(M("W_n", x), M("U_n", times(f, before.h!)), v("b_n")).map(Math.tanh);
    return { f, n, h: plus(times(minus(one(f), f), before.h!), times(f, n)) };
  },
  // Collins et al. 2017, section 1.1
  ugrnn(x, before, w) {
    const g = affine(w, "g", x, before.h!).map(sigma);
    const c = affine(w, "c", x, before.h!).map(Math.tanh);
    return { g, c, h: plus(times(g, before.h!), times(minus(one(g), g), c)) };
  },
  // Feng et al. 2024, minGRU
  "min-gru"(x, before, w) {
    const { M, v } = reader(w);
    const z = plus(M("W_z", x), v("b_z")).map(sigma);
    return { z, h: plus(times(minus(one(z), z), before.h!), times(z, plus(M("W_h", x), v("b_h")))) };
  },
  // The gated recurrent unit with the reset gate after the product, column by column
  sales([s, d, u], before, w) {
    const { M } = reader(w);
    const columns = (k: string) => plus(M(`W_${k}s`, [s!]), M(`W_${k}h`, [d!]), M(`W_${k}w`, [u!]));
    const { z, r } = each(["z", "r"], (k) => plus(columns(k), M(`U_${k}`, before.h!)).map(sigma));
    const n = plus(columns(""), times(r, M("U", before.h!))).map(Math.tanh);
    return { z, r, h: plus(times(minus(one(z), z), before.h!), times(z, n)) };
  },
};
