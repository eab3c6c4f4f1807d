import { SluiceError } from "@sluice/core";
import { type Chart, chartOfSheet, sheetOf } from "./chart.ts";
import { cleanText } from "./markup.ts";

export interface PanelsOptions {
  /** Over all panels; each has its chart's own title besides. */
  title?: string;
}

/**
 * Several charts as one: side by side where there is room, below each other where there is not.
 *
 * Charts whose legends are the same share one.
 *
 * Errors: E_ARGUMENT for no chart, or for what is none of this package.
 */
export function panels(charts: readonly Chart[], { title = "" }: PanelsOptions = {}): Chart {
  const sheets = charts.map((chart, index) => {
    const sheet = sheetOf(chart);
    if (sheet !== undefined) return sheet;
    throw new SluiceError("E_ARGUMENT", {
      where: `panels, chart ${index + 1}`,
      expected: "a chart made by lineChart, forecastChart or historyChart",
      got: typeof chart,
    });
  });
  const first = sheets[0];
  if (first === undefined) {
    throw new SluiceError("E_ARGUMENT", { where: "panels", expected: "at least one chart", got: "none" });
  }
  const plots = sheets.flatMap((sheet) => sheet.plots);
  const own = cleanText(title);
  const heading = own === "" ? plots.map((plot) => plot.heading).join(", ") : own;
  return chartOfSheet({ title: own, heading, plots, words: first.words });
}
