import { SluiceError } from "@sluice/core";
import type { Plot, PlotLine } from "./plot.ts";

const hasValues = (line: PlotLine): boolean => line.points.some(({ value }) => value !== null);

/**
 * The plot of only so many of its last steps; all of them when there are fewer or no count is given.
 * A line that has no values left is left out.
 *
 * Errors: E_ARGUMENT for a count that is no whole number from 1 on.
 */
export function lastSteps(plot: Plot, count: number | undefined): Plot {
  if (count === undefined) return plot;
  if (!Number.isInteger(count) || count < 1) {
    throw new SluiceError("E_ARGUMENT", {
      where: "forecastChart, last",
      expected: "a whole number of steps from 1 on",
      got: String(count),
    });
  }
  const cut = Math.max(0, plot.x.positions.length - count);
  const keep = <P extends { at: number }>(points: readonly P[]): P[] =>
    points.filter((point) => point.at >= cut).map((point) => ({ ...point, at: point.at - cut }));
  const first = plot.x.kind === "category" ? cut : 0;
  return {
    ...plot,
    x: {
      ...plot.x,
      positions: plot.x.positions.slice(cut).map((position) => position - first),
      labels: plot.x.labels.slice(cut),
    },
    lines: plot.lines
      .map((line) => ({ ...line, points: keep(line.points) }))
      .filter((line, i) => hasValues(line) || !hasValues(plot.lines[i]!)),
    bands: plot.bands.map((band) => ({ ...band, points: keep(band.points) })),
    marks: plot.marks.map((mark) => ({ ...mark, at: Math.max(0, mark.at - cut) })),
  };
}
