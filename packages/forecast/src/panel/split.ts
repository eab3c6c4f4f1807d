import { SluiceError } from "@sluice/core";
import { createPanel, type Panel, type Series } from "./panel.ts";

/**
 * The panel without its last `holdout` steps, and those steps: chronological, series by series.
 *
 * Errors: E_ARGUMENT when `holdout` is not a whole number above 0; E_DATA, naming the series, when one has no more steps than that.
 */
export function split(panel: Panel, { holdout }: { holdout: number }): { train: Panel; test: Panel } {
  if (!Number.isInteger(holdout) || holdout < 1) {
    throw new SluiceError("E_ARGUMENT", {
      where: "split holdout",
      expected: "a whole number above 0",
      got: `${holdout}`,
    });
  }
  const short = panel.series.find(({ times }) => times.length <= holdout);
  if (short !== undefined) {
    throw new SluiceError("E_DATA", {
      where: panel.id === undefined ? panel.name : `${panel.name}, ${panel.id} ${short.id}`,
      expected: `more than the ${holdout} steps held out`,
      got: `${short.times.length}`,
      hint: "a shorter holdout",
    });
  }
  const part = (cut: (one: Series) => Series) => createPanel({ ...panel, series: panel.series.map(cut) });
  return {
    train: part((one) => between(one, 0, one.times.length - holdout)),
    test: part((one) => between(one, one.times.length - holdout, one.times.length)),
  };
}

function between(series: Series, from: number, to: number): Series {
  return {
    id: series.id,
    times: series.times.subarray(from, to),
    rows: series.rows.subarray(from, to),
    target: series.target.subarray(from, to),
    known: series.known.map((values) => values.subarray(from, to)),
    past: series.past.map((values) => values.subarray(from, to)),
    static: series.static,
  };
}
