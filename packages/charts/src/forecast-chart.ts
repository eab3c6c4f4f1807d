import { SluiceError } from "@sluice/core";
import { type Chart, chartOf } from "./chart.ts";
import {
  type ChartValues,
  checkForecastData,
  drawnValue,
  type ForecastChartData,
  type SeriesRole,
} from "./chart-data.ts";
import { lastSteps } from "./last-steps.ts";
import { cleanText } from "./markup.ts";
import { PALETTES } from "./palette.ts";
import { type PlanChartData, planData } from "./plan-data.ts";
import type { Plot, PlotBand, PlotLine, PlotMark, Tone } from "./plot.ts";
import { sharedAxis } from "./shared-axis.ts";
import { type Lang, type Words, wordsOf } from "./words.ts";

export interface ForecastChartOptions {
  /** Instead of the data's own title. */
  title?: string;
  /** Draw only so many of the last steps. */
  last?: number;
  /** The language of marks, dates and what else the chart says by itself: en when absent. */
  lang?: Lang;
}

const DASHES: Readonly<Record<SeriesRole, readonly number[]>> = {
  actual: [],
  fitted: [4, 3],
  forecast: [9, 4],
  other: [],
};
const DASHED = [6, 4];
/** When the other colours are used up they return with these. */
const ROUNDS: readonly (readonly number[])[] = [[], [2, 3], [12, 3, 2, 3]];
const WIDTHS: Readonly<Record<SeriesRole, number>> = { actual: 2, fitted: 1.6, forecast: 2.2, other: 1.8 };

function pointsOf(values: ChartValues, places: readonly number[]) {
  return places.map((at, index) => ({ at, value: drawnValue(values, index) }));
}

function usualDash(role: SeriesRole, tone: Tone): readonly number[] {
  if (role !== "other" || typeof tone === "string" || "css" in tone) return DASHES[role];
  return ROUNDS[Math.floor(tone.other / PALETTES.light.others.length) % ROUNDS.length]!;
}

function samePoints(a: PlotLine["points"], b: PlotLine["points"]): boolean {
  return a.length === b.length && a.every((point, i) => point.at === b[i]!.at && point.value === b[i]!.value);
}

/** What tells the plans of an overlay apart: their titles, or their numbers when titles are missing or repeated. */
function planNames(plans: readonly ForecastChartData[]): string[] {
  const titles = plans.map((plan) => cleanText(plan.title ?? ""));
  return titles.every((title) => title !== "") && new Set(titles).size === titles.length
    ? titles
    : plans.map((_, index) => String(index + 1));
}

interface PlannedLine extends PlotLine {
  plan: number;
  role: SeriesRole;
}

/** The lines of all plans: a line that several share is drawn once, and each role's first line has the role's colour. */
function plannedLines(plans: readonly ForecastChartData[], places: readonly (readonly number[])[]): PlannedLine[] {
  const lines: PlannedLine[] = [];
  const taken = new Set<SeriesRole>();
  let others = 0;
  for (const [plan, data] of plans.entries()) {
    for (const series of data.series) {
      const { role } = series;
      const name = cleanText(series.name);
      const points = pointsOf(series.values, places[plan]!);
      const shared = lines.some(
        (line) => line.plan !== plan && line.name === name && line.role === role && samePoints(line.points, points),
      );
      if (shared) continue;
      const next = (): Tone => (role === "other" || taken.has(role) ? { other: others++ } : role);
      const tone = series.color === undefined ? next() : { css: series.color };
      if (series.color === undefined) taken.add(role);
      const dash = series.dashed === undefined ? usualDash(role, tone) : series.dashed ? DASHED : [];
      lines.push({ plan, role, name, tone, dash, width: WIDTHS[role], points });
    }
  }
  return lines;
}

function bandsOf(data: ForecastChartData, places: readonly number[], tone: Tone): PlotBand[] {
  const bands = (data.bands ?? []).map((band) => {
    let width = 0;
    const points = places.map((at, index) => {
      const [a, b] = [drawnValue(band.lower, index), drawnValue(band.upper, index)];
      if (a === null || b === null) return { at, lower: null, upper: null };
      width += Math.abs(b - a);
      return { at, lower: Math.min(a, b), upper: Math.max(a, b) };
    });
    return { name: cleanText(band.name), tone, points, width };
  });
  // The widest lies at the back, or it would cover the others' edges.
  bands.sort((a, b) => b.width - a.width);
  return bands.map(({ width: _, ...band }, depth) => ({ ...band, depth }));
}

type NewMark = Omit<PlotMark, "at"> & { time: string };

/** What begins at which time of one plan: the steps held out, the steps ahead. */
function newMarks(data: ForecastChartData, words: Words): NewMark[] {
  const { split, ahead } = data;
  const marks: NewMark[] = [];
  if (split !== undefined && split !== ahead) {
    const step = data.times.indexOf(split);
    const known = data.series.some(
      ({ role, values }) => role === "actual" && data.times.some((_, i) => i >= step && drawnValue(values, i) !== null),
    );
    const label = known ? words.heldOutFrom(cleanText(split)) : words.forecastFrom(cleanText(split));
    marks.push({ time: split, label, shade: known ? "heldOut" : "ahead" });
  }
  if (ahead !== undefined) marks.push({ time: ahead, label: words.forecastFrom(cleanText(ahead)), shade: "ahead" });
  return marks;
}

/** The marks of all plans, by place; shades on shades would look like another meaning, so each is there once. */
function marksOf(
  plans: readonly ForecastChartData[],
  places: readonly (readonly number[])[],
  words: Words,
): PlotMark[] {
  const marks = new Map<number, PlotMark>();
  for (const [plan, data] of plans.entries())
    for (const { time, ...mark } of newMarks(data, words)) {
      const at = places[plan]![data.times.indexOf(time)]!;
      if (!marks.has(at)) marks.set(at, { at, ...mark });
    }
  const taken = new Set<PlotMark["shade"]>();
  return [...marks.values()]
    .sort((a, b) => a.at - b.at)
    .map((mark) => {
      const shade = taken.has(mark.shade) ? "none" : mark.shade;
      taken.add(mark.shade);
      return { ...mark, shade };
    });
}

/** What the values are and what they are counted in: "passengers (thousands)". */
function valueName(plans: readonly ForecastChartData[], words: Words): string {
  const first = (texts: readonly (string | undefined)[]) =>
    texts.map((text) => cleanText(text ?? "")).find((text) => text !== "");
  const name = first(plans.map((plan) => plan.yName));
  const unit = first(plans.map((plan) => plan.unit));
  return name === undefined ? (unit ?? "") : unit === undefined ? name : words.inUnits(name, unit);
}

/** Names that several plans use get the plan's name behind them. */
function withPlanNames<T extends { name: string; plan: number }>(
  items: readonly T[],
  names: readonly string[],
  words: Words,
): T[] {
  return items.map((item) => {
    const clash = items.some((other) => other.plan !== item.plan && other.name === item.name);
    return clash ? { ...item, name: words.ofPlan(item.name, names[item.plan]!) } : item;
  });
}

function plansOf(
  data: ForecastChartData | readonly ForecastChartData[] | PlanChartData,
  words: Words,
): readonly ForecastChartData[] {
  if (Array.isArray(data)) return data;
  const one = data as ForecastChartData | PlanChartData;
  return [typeof one === "object" && "panel" in one ? planData(one, words) : one];
}

/** What a forecast chart shows, before size and theme. */
export function forecastPlot(
  data: ForecastChartData | readonly ForecastChartData[] | PlanChartData,
  options: ForecastChartOptions = {},
): Plot {
  const words = wordsOf(options.lang);
  const plans = plansOf(data, words);
  if (plans.length === 0) {
    throw new SluiceError("E_ARGUMENT", { where: "forecastChart", expected: "at least one plan", got: "none" });
  }
  for (const [index, plan] of plans.entries()) {
    checkForecastData(plan, plans.length === 1 ? "forecastChart" : `forecastChart, plan ${index + 1}`);
  }
  const { axis, places } = sharedAxis(plans.map((plan) => plan.times));
  const names = planNames(plans);
  const lines = plannedLines(plans, places);
  const bands = plans.flatMap((plan, index) => {
    const tone = lines.find((line) => line.plan === index && line.role === "forecast")?.tone ?? "forecast";
    return bandsOf(plan, places[index]!, tone).map((band) => ({ ...band, plan: index }));
  });
  const titles = new Set(plans.map((plan) => plan.title ?? ""));
  const title = cleanText(options.title ?? (titles.size === 1 ? (plans[0]!.title ?? "") : ""));
  const plot: Plot = {
    title,
    heading: title === "" ? words.untitledForecast : title,
    x: { ...axis, name: words.time },
    y: { name: valueName(plans, words), log: false },
    lines: withPlanNames(lines, names, words),
    bands: withPlanNames(bands, names, words),
    marks: marksOf(plans, places, words),
    words,
  };
  return lastSteps(plot, options.last);
}

/**
 * A chart of a series' past, its fit and its forecast with intervals; several plans are laid over each other.
 *
 * What a model gave is drawn as it is, beside the panel that it learnt from: `forecastChart({ panel, plan, holdout })`.
 * Plans share one time axis. What they have in common (name, role and values) is drawn once; other lines of the same name
 * carry the plan's title, or its number. Values that are not finite are gaps.
 *
 * Errors: E_ARGUMENT for times that repeat or do not rise, roles, colours, a split or a series that cannot be; E_SHAPE for values out of step.
 */
export function forecastChart(
  data: ForecastChartData | readonly ForecastChartData[] | PlanChartData,
  options: ForecastChartOptions = {},
): Chart {
  return chartOf(forecastPlot(data, options));
}
