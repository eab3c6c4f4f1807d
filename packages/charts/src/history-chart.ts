import { SluiceError } from "@sluice/core";
import { type Chart, chartOf } from "./chart.ts";
import { type ChartValues, checkColor, checkLength, drawnValue } from "./chart-data.ts";
import { cleanText } from "./markup.ts";
import { type Plot, type PlotLine, type Tone, valueRange } from "./plot.ts";
import { type Lang, wordsOf } from "./words.ts";

export interface HistorySeries {
  /** E.g. "training" or "validation". */
  name: string;
  values: ChartValues;
  color?: string;
  dashed?: boolean;
}

export interface HistoryChartData {
  title?: string;
  /** Rising; 1, 2, 3 … when absent. */
  epochs?: readonly number[];
  /** What the values are; "loss", in the chart's language, when absent. */
  yName?: string;
  series: readonly HistorySeries[];
  /** The epoch whose parameters were kept: a vertical line. */
  best?: number;
  /** The language of what the chart says by itself: en when absent. */
  lang?: Lang;
}

/** From here on a linear axis would press the end of training onto the ground. */
const LOG_RATIO = 100;
const TONES: readonly Tone[] = ["actual", "forecast", "fitted"];

function epochsOf(data: HistoryChartData): readonly number[] {
  const longest = Math.max(0, ...data.series.map((series) => series.values?.length ?? 0));
  const epochs = data.epochs ?? Array.from({ length: longest }, (_, index) => index + 1);
  const wrong = epochs.findIndex((epoch, i) => !Number.isFinite(epoch) || (i > 0 && epoch <= epochs[i - 1]!));
  if (epochs.length > 0 && wrong === -1) return epochs;
  throw new SluiceError("E_ARGUMENT", {
    where: "historyChart, epochs",
    expected: "at least one epoch, rising",
    got: epochs.length === 0 ? "none" : `${epochs[wrong]} at place ${wrong + 1}`,
  });
}

/** What a history chart shows, before size and theme. */
export function historyPlot(data: HistoryChartData): Plot {
  if (!Array.isArray(data?.series) || data.series.length === 0) {
    throw new SluiceError("E_ARGUMENT", {
      where: "historyChart, series",
      expected: "at least one series",
      got: "none",
    });
  }
  const words = wordsOf(data.lang);
  const epochs = epochsOf(data);
  const lines = data.series.map((series, index): PlotLine => {
    const where = `historyChart, series ${JSON.stringify(series.name)}`;
    checkLength(series.values, epochs.length, where);
    checkColor(series.color, where);
    return {
      name: cleanText(String(series.name)),
      tone: series.color === undefined ? (TONES[index] ?? { other: index - TONES.length }) : { css: series.color },
      dash: series.dashed ? [6, 4] : [],
      width: 2,
      points: epochs.map((_, at) => ({ at, value: drawnValue(series.values, at) })),
    };
  });
  const best = data.best === undefined ? -1 : epochs.indexOf(data.best);
  if (data.best !== undefined && best === -1) {
    throw new SluiceError("E_ARGUMENT", {
      where: "historyChart, best",
      expected: "one of the epochs",
      got: String(data.best),
    });
  }
  const title = cleanText(data.title ?? "");
  const plot: Plot = {
    title,
    heading: title === "" ? words.untitledHistory : title,
    x: { kind: "number", positions: epochs, labels: epochs.map(String), name: words.epoch },
    y: { name: cleanText(data.yName ?? words.loss), log: false },
    lines,
    bands: [],
    marks: best === -1 ? [] : [{ at: best, label: words.bestEpoch(data.best!), shade: "none" }],
    words,
  };
  const range = valueRange(plot);
  const log = range !== undefined && range.low > 0 && range.high / range.low >= LOG_RATIO;
  return { ...plot, y: { ...plot.y, log } };
}

/**
 * A chart of losses over the epochs of training, on a logarithmic axis when they span two powers of ten or more.
 *
 * Values that are not finite are gaps.
 *
 * Errors: E_ARGUMENT for epochs that do not rise, a best epoch that is none of them, or a colour that is none; E_SHAPE for values out of step.
 */
export function historyChart(data: HistoryChartData): Chart {
  return chartOf(historyPlot(data));
}
