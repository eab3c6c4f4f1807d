import type { ForecastRow, Holdout, HoldoutErrors, Panel } from "@sluice/forecast";
import type { Shown } from "../progress.ts";
import type { Contestant } from "./contestants.ts";
import { CurveOfFit, type LearningCurve } from "./learning-curve.ts";

/** One fit, measured on steps that it has not seen. */
export interface Round {
  readonly name: string;
  /** 0 for the newest span, 1 for the one before … */
  readonly fold: number;
  /** The first step of the span, as the table writes it. */
  readonly from: string;
  readonly seed: number;
  readonly errors: HoldoutErrors;
  readonly forecast: readonly ForecastRow[];
  readonly curve: LearningCurve;
  /** Of the whole fit: anchors, networks on trial, networks. */
  readonly seconds: number;
}

/** A span that was forecast, the oldest first, and what forecasts without networks made of it. */
export interface Span {
  readonly fold: number;
  readonly from: string;
  readonly baselines: Readonly<Record<Baseline, HoldoutErrors>>;
}

export const BASELINES = ["anchor", "naive", "seasonalNaive"] as const;
export type Baseline = (typeof BASELINES)[number];

export interface Competition {
  readonly rounds: readonly Round[];
  readonly spans: readonly Span[];
}

export interface CompeteOptions {
  readonly horizon: number;
  readonly folds: number;
  readonly seeds: readonly number[];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Shown) => void;
}

/**
 * Fits every contestant to all but the last steps, forecasts these, and goes back a span: `folds` spans of `horizon` steps, with
 * every seed. Contestants take turns, so that what else the machine does hits all alike.
 *
 * Errors: as `holdout`, for the oldest span first.
 */
export async function compete(
  contestants: readonly Contestant[],
  panel: Panel,
  { horizon, folds, seeds, signal, onProgress }: CompeteOptions,
): Promise<Competition> {
  const { holdout, split } = await import("@sluice/forecast");
  const rounds: Round[] = [];
  const spans: Span[] = [];
  const total = contestants.length * folds * seeds.length;
  let steps = 0;
  for (let fold = folds - 1; fold >= 0; fold--) {
    const until = fold === 0 ? panel : split(panel, { holdout: fold * horizon }).train;
    let score: Holdout | undefined;
    for (const seed of seeds)
      for (const { name, spec } of contestants) {
        const curve = new CurveOfFit();
        const started = performance.now();
        let own = 0;
        score = await holdout(spec, until, {
          seed,
          signal,
          onProgress(progress) {
            curve.see(progress);
            own = progress.steps;
            // Losses of different cells after one another would say nothing.
            onProgress({ fraction: (rounds.length + progress.fraction) / total, steps: steps + own, loss: Number.NaN });
          },
        });
        steps += own;
        const seconds = (performance.now() - started) / 1000;
        const { forecast, metrics, split: from } = score;
        rounds.push({ name, fold, from, seed, errors: metrics.model, forecast, curve: curve.curve(), seconds });
      }
    const { anchor, naive, seasonalNaive } = score!.metrics;
    spans.push({ fold, from: score!.split, baselines: { anchor, naive, seasonalNaive } });
  }
  return { rounds, spans };
}
