import { SluiceError } from "@sluice/core";
import type { Inspection } from "@sluice/forecast";
import { type Chart, chartOfPicture } from "../chart.ts";
import { wordsOf } from "../words.ts";
import type { GatesFigure } from "./figure.ts";
import { gatesPage, MOST_PAGE_VALUES, pageValues } from "./gates-page.ts";
import { gatesHeight, gatesSvg } from "./gates-svg.ts";
import { inspectionFigure } from "./inspection-figure.ts";

export interface GatesChartOptions {
  /** Instead of the inspection's own title. */
  title?: string;
  /** Draw only so many of the last steps, and those ahead. */
  last?: number;
}

/** The figure that a page has room for: with so many units and steps that it would be too large, that of the last steps. */
function pageFigure(inspection: Inspection, whole: GatesFigure, title: string | undefined): GatesFigure {
  const values = pageValues(whole);
  if (values <= MOST_PAGE_VALUES) return whole;
  const steps = whole.axis.labels.length;
  const kept = Math.max(1, Math.floor((steps * MOST_PAGE_VALUES) / values) - (steps - whole.ahead));
  const figure = inspectionFigure(inspection, { title, last: kept, words: wordsOf() });
  const notice = `Of ${whole.ahead} steps, the last ${kept} are here: the page would be too large with all.`;
  return {
    ...figure,
    facts: `${figure.facts} · last ${kept} of ${whole.ahead} steps`,
    notices: [...figure.notices, notice],
  };
}

/**
 * A forecaster's network at work on a series, all over one time axis: actual, fitted and forecast values, what each input
 * contributes, each gate, candidate and state as a heat map whose rows are units, those alike next to each other.
 *
 * As a page: values of all panels under the pointer or by keyboard, zoom that keeps the panels aligned, values as tables. It holds
 * about 2,500,000 values (200 units of 6 gates over 2,000 steps; some 5 MB); of more, those of the last steps. Values of units are
 * rounded there to 1 part in 26,000 of their span or finer (gates to 0.00001); from 1,200,000 values on to 1 in 400 or finer (gates to 0.001).
 * As a picture: where steps or units are narrower than a pixel, the mean of those on it.
 *
 * Errors: E_SHAPE for values out of step with the times; E_ARGUMENT for `last` that is no whole number from 1 on, times that do not
 * rise, a height that the panels do not fit into, and for `engine`, which the page has no use for.
 */
export function gatesChart(inspection: Inspection, options: GatesChartOptions = {}): Chart {
  const { title, last } = options;
  if (last !== undefined && !(Number.isInteger(last) && last >= 1))
    throw new SluiceError("E_ARGUMENT", {
      where: "gatesChart, last",
      expected: "a whole number of steps from 1 on",
      got: String(last),
    });
  const words = wordsOf();
  const figure = inspectionFigure(inspection, { title, last, words });
  return chartOfPicture({
    usualHeight: (width) => gatesHeight(figure, width),
    svg: (size, theme) => gatesSvg(figure, size, theme, words),
    html: async (theme, engine) => {
      if (engine !== undefined)
        throw new SluiceError("E_ARGUMENT", {
          where: "gates chart to HTML, engine",
          expected: "none: the page draws by itself",
          got: typeof engine,
        });
      return gatesPage(pageFigure(inspection, figure, title), theme, words);
    },
  });
}
