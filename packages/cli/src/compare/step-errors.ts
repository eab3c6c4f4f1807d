import type { Panel } from "@sluice/forecast";
import type { Round } from "./compete.ts";

/**
 * The mean absolute error of some fits against the steps ahead, over spans and series; null where nothing could be measured.
 *
 * Shapes: rounds of as many spans as there are; result [K].   Units: the target's.
 */
export function stepErrors(
  rounds: readonly Pick<Round, "fold" | "forecast">[],
  { series }: Pick<Panel, "series">,
  horizon: number,
): (number | null)[] {
  return Array.from({ length: horizon }, (_, step) => {
    const missed = rounds.flatMap(({ fold, forecast }) =>
      series.flatMap(({ target }, s) => {
        const actual = target[target.length - (fold + 1) * horizon + step]!;
        return Number.isNaN(actual) ? [] : [Math.abs(actual - forecast[s * horizon + step]!.forecast)];
      }),
    );
    return missed.length === 0 ? null : missed.reduce((sum, one) => sum + one, 0) / missed.length;
  });
}
