import { crossEntropy, gradients } from "@sluice/core";
import { listener, type Start, sentences, WORDS } from "./recall.ts";

/**
 * How much of the loss's gradient reaches what was read k steps before the end, before anything is learned.
 *
 *   g_k = √ mean over sentences of ‖∂L/∂x_{T−k}‖²      given as g_k / g_0, k = 0 … gap
 *
 * ∂L/∂x_{T−k} = ∂L/∂h_T · ∂h_T/∂h_{T−1} ··· ∂h_{T−k+1}/∂h_{T−k} · ∂h_{T−k}/∂x_{T−k}: one factor more for every step.
 * Exact, in float64: float32 has no room for what becomes of some of these.
 */
export function gradientNorms(start: Start, { gap, seed }: { gap: number; seed: number }): number[] {
  const model = listener(start, { backend: "reference" }).initialize({ seed, features: WORDS });
  const rows = 8;
  const { data } = gradients(model, sentences({ rows, gap, seed }), crossEntropy()).inputs.x!;
  const steps = gap + 1;
  const squares = new Array<number>(steps).fill(0);
  data.forEach((derivative, i) => {
    squares[gap - (Math.floor(i / WORDS) % steps)]! += derivative * derivative;
  });
  return squares.map((square) => Math.sqrt(square / squares[0]!));
}

/** The median over several seeds, lag by lag: seeds differ by powers of ten. */
export function medianNorms(start: Start, { gap, seeds }: { gap: number; seeds: readonly number[] }): number[] {
  const all = seeds.map((seed) => gradientNorms(start, { gap, seed }));
  return all[0]!.map((_, k) => {
    const sorted = all.map((norms) => norms[k]!).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)]!;
  });
}
