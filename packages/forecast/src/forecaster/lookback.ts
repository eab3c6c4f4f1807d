import { SluiceError } from "@sluice/core";
import type { Panel } from "../panel/panel.ts";

const LEAST = 8;
const MOST = 48;

/**
 * The past steps that a forecast is made from: as asked, else two seasons (two horizons where there is none), at most 48 steps but never less than a season, and fewer
 * where series are short, so that two thirds of what a horizon leaves of the middle one stay to learn from.
 *
 * Errors: E_DATA, naming the series, when one has fewer steps than lookback and horizon together.
 */
export function lookbackFor(
  panel: Panel,
  { horizon, lookback }: { horizon: number; lookback: number | undefined },
): number {
  const lengths = panel.series.map(({ times }) => times.length).sort((a, b) => a - b);
  const middle = lengths[Math.floor(lengths.length / 2)]!;
  const round = panel.season > 1 ? panel.season : horizon;
  const wanted = Math.min(Math.max(2 * round, LEAST), Math.max(MOST, panel.season));
  const affordable = Math.min(Math.floor((middle - horizon) / 3), lengths[0]! - horizon);
  const chosen = lookback ?? Math.max(1, Math.min(wanted, affordable));
  const short = panel.series.find(({ times }) => times.length < chosen + horizon);
  if (short === undefined) return chosen;
  throw new SluiceError("E_DATA", {
    where: panel.id === undefined ? panel.name : `${panel.name}, ${panel.id} ${short.id}`,
    expected: `at least lookback + horizon = ${chosen} + ${horizon} = ${chosen + horizon} rows`,
    got: `${short.times.length}`,
    hint: "a shorter lookback or horizon",
  });
}
