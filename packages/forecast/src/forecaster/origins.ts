import { windows } from "../windows/windows.ts";
import type { SeriesView } from "./series-view.ts";

/** A place to forecast from: the step `origin` of a series is the first one ahead. */
export interface Origin {
  readonly view: SeriesView;
  readonly origin: number;
}

/**
 * Every origin of a panel that has `lookback` steps before and `steps` after it, thinned out where there are more than `most`, the
 * newest of each series always among them. Constant series have none: there is nothing to learn from them.
 */
export function trainingOrigins(
  views: readonly SeriesView[],
  { lookback, steps, most }: { lookback: number; steps: number; most: number },
): Origin[] {
  const learnable = views.filter(({ isConstant }) => !isConstant);
  const all = learnable.reduce((sum, { length }) => sum + length - lookback - steps + 1, 0);
  const stride = Math.max(1, Math.ceil(all / most));
  return learnable.flatMap((view) => {
    const { starts } = windows(view.z, { lookback, horizon: steps, stride });
    return Array.from(starts, (start) => ({ view, origin: start + lookback }));
  });
}
