import { SluiceError } from "@sluice/core";
import { type Chart, chartOf } from "./chart.ts";
import { type ChartValues, checkColor, checkLength, drawnValue } from "./chart-data.ts";
import { cleanText } from "./markup.ts";
import { axisNumber } from "./numbers.ts";
import { PALETTES } from "./palette.ts";
import type { Plot, PlotBand, PlotLine, Tone } from "./plot.ts";
import { type Lang, wordsOf } from "./words.ts";

export interface LineSeries {
  name: string;
  values: ChartValues;
  /** Rising, where the series has an x of its own, such as its own seconds. */
  x?: ArrayLike<number>;
  /** A band around the line, e.g. the least and greatest of several seeds; both or none. */
  low?: ChartValues;
  high?: ChartValues;
  color?: string;
  dashed?: boolean;
  /** A dot on every value. Up to 24 values have dots unless told otherwise. */
  marks?: boolean;
}

export interface LineChartData {
  title?: string;
  /** `values` rise, and may be absent where every series has its own. `log`: to base 10, or 2 for doublings. */
  x: { name: string; values?: ArrayLike<number>; log?: boolean | 2 | 10 };
  /** On a logarithmic axis, values that are not above 0 are gaps. */
  y: { name: string; log?: boolean };
  series: readonly LineSeries[];
  /** Vertical lines at x that some series has, such as the epoch that was kept. */
  marks?: readonly { at: number; label: string }[];
  /** The language of what the chart says by itself: en when absent. */
  lang?: Lang;
}

const DASHED = [6, 4];
const TONES: readonly Tone[] = ["actual", "forecast", "fitted"];

function refuse(where: string, expected: string, got: unknown): never {
  throw new SluiceError("E_ARGUMENT", { where: `lineChart, ${where}`, expected, got: String(got) });
}

function checkRising(values: ArrayLike<number> | undefined, where: string, log: boolean): readonly number[] {
  if (values === undefined) refuse(where, "values, here or for the whole chart", "none");
  const list = Array.from(values);
  if (list.length === 0) refuse(where, "at least one value", "none");
  for (const [i, value] of list.entries()) {
    if (!Number.isFinite(value) || (i > 0 && value <= list[i - 1]!))
      refuse(where, "rising numbers", `${value} at place ${i + 1}`);
    if (log && value <= 0) refuse(where, "numbers above 0 for a logarithmic axis", value);
  }
  return list;
}

function baseOf(log: LineChartData["x"]["log"]): 2 | 10 | undefined {
  if (log === undefined || log === false) return undefined;
  if (log === true) return 10;
  return log === 2 || log === 10 ? log : refuse("x log", "true, 2 or 10", log);
}

function toneOf({ color }: LineSeries, index: number): Tone {
  if (color !== undefined) return { css: color };
  return TONES[index] ?? { other: index - TONES.length };
}

/** When the other colours are used up they return dashed. */
function dashOf({ dashed }: LineSeries, tone: Tone): readonly number[] {
  const again = typeof tone === "object" && "other" in tone && tone.other >= PALETTES.light.others.length;
  return (dashed ?? again) ? DASHED : [];
}

/** What a line chart shows, before size and theme. */
export function linePlot(data: LineChartData): Plot {
  const words = wordsOf(data?.lang);
  if (!Array.isArray(data.series) || data.series.length === 0) refuse("series", "at least one series", "none");
  const base = baseOf(data.x.log);
  const log = data.y.log === true;
  const own = data.series.map((series, index) =>
    checkRising(series.x ?? data.x.values, series.x === undefined ? "x" : `series ${index + 1}, x`, base !== undefined),
  );
  const positions = [...new Set(own.flat())].sort((a, b) => a - b);
  const place = new Map(positions.map((position, at) => [position, at]));
  const drawn = (values: ChartValues, index: number) => {
    const value = drawnValue(values, index);
    return value === null || (log && value <= 0) ? null : value;
  };
  const lines: PlotLine[] = [];
  const bands: PlotBand[] = [];
  for (const [index, series] of data.series.entries()) {
    const where = `lineChart, series ${JSON.stringify(series.name)}`;
    const { values, low, high, marks } = series;
    const at = own[index]!.map((x) => place.get(x)!);
    checkLength(values, at.length, where);
    checkColor(series.color, where);
    const tone = toneOf(series, index);
    const name = cleanText(String(series.name));
    const dots = marks === undefined ? {} : { dots: marks };
    const points = at.map((place, i) => ({ at: place, value: drawn(values, i) }));
    lines.push({ name, tone, dash: dashOf(series, tone), width: 2, ...dots, points });
    if ((low === undefined) !== (high === undefined))
      refuse(`series ${JSON.stringify(series.name)}`, "low and high", "one of them");
    if (low === undefined || high === undefined) continue;
    checkLength(low, at.length, `${where}, low`);
    checkLength(high, at.length, `${where}, high`);
    const edges = at.map((place, i) => {
      const [a, b] = [drawn(low, i), drawn(high, i)];
      if (a === null || b === null) return { at: place, lower: null, upper: null };
      return { at: place, lower: Math.min(a, b), upper: Math.max(a, b) };
    });
    bands.push({ name, tone, depth: 0, points: edges, ofLine: lines.length - 1 });
  }
  const marks = (data.marks ?? []).map(({ at, label }) => ({
    at: place.get(at) ?? refuse("marks", "an x of some series", at),
    label: cleanText(label),
    shade: "none" as const,
  }));
  const [xName, yName, title] = [data.x.name, data.y.name, data.title ?? ""].map((text) => cleanText(String(text)));
  return {
    title: title!,
    heading: title === "" ? words.untitledLines(yName!, xName!) : title!,
    x: {
      kind: "number",
      positions,
      labels: positions.map((position) =>
        axisNumber(position, 12)
          .replace(/(\.\d*?)0+$/, "$1")
          .replace(/\.$/, ""),
      ),
      name: xName!,
      ...(base === undefined ? {} : { log: base }),
    },
    y: { name: yName!, log },
    lines,
    bands,
    marks: marks.sort((a, b) => a.at - b.at),
    words,
  };
}

/**
 * A chart of one or more quantities over a number: losses over seconds, accuracy over the length of a gap.
 *
 * The axes are linear, or logarithmic where told so. Series may have x of their own. Values that are not finite are gaps.
 *
 * Errors: E_ARGUMENT for x that do not rise or have no logarithm, a mark elsewhere, a low without a high, or a colour that is none;
 * E_SHAPE for values out of step.
 */
export function lineChart(data: LineChartData): Chart {
  return chartOf(linePlot(data));
}
