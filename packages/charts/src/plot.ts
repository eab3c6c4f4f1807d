import type { Palette } from "./palette.ts";
import type { Words } from "./words.ts";

/** A colour by what it stands for, or as CSS text when the caller chose it. */
export type Tone = "actual" | "fitted" | "forecast" | { other: number } | { css: string };

/** Where the points of a plot stand: `labels[i]` is the text of position i as the data has it. */
export interface PlotAxis {
  /** time: milliseconds since 1970; category: 0, 1, 2 …; number: the numbers themselves. */
  kind: "time" | "category" | "number";
  positions: readonly number[];
  labels: readonly string[];
  /** What the labels are, e.g. "time" or "epoch". */
  name: string;
  /** The base of a logarithmic scale; all positions are greater than 0. */
  log?: 2 | 10;
}

export interface PlotLine {
  name: string;
  tone: Tone;
  /** Lengths of strokes and gaps in pixels; empty for a solid line. */
  dash: readonly number[];
  width: number;
  /** A dot for every value; only for few or lone ones when absent. */
  dots?: boolean;
  /** `at` counts positions of the axis; a null value breaks the line. */
  points: readonly { at: number; value: number | null }[];
}

export interface PlotBand {
  name: string;
  tone: Tone;
  /** How many wider bands of the same forecast lie behind it. */
  depth: number;
  /** The line that it goes with, by place, where the line's entry of the legend stands for both. */
  ofLine?: number;
  points: readonly { at: number; lower: number | null; upper: number | null }[];
}

/** A vertical line with a text; a shade fills from there to the next shaded mark, or to the end. */
export interface PlotMark {
  at: number;
  label: string;
  shade: "none" | "heldOut" | "ahead";
}

/** Everything a chart shows, apart from size and theme. Every text in it is clean (`cleanText`). */
export interface Plot {
  title: string;
  /** The title, or what the chart is when it has none. */
  heading: string;
  x: PlotAxis;
  y: { name: string; log: boolean };
  lines: readonly PlotLine[];
  bands: readonly PlotBand[];
  /** Rising. */
  marks: readonly PlotMark[];
  words: Words;
}

/** One or more plots as one picture: what a chart draws. */
export interface Sheet {
  /** Over all plots; empty when each has its own. */
  title: string;
  heading: string;
  plots: readonly Plot[];
  words: Words;
}

/** Opacity of one band; bands lie on each other, so that inner ones come out stronger. */
export const BAND_OPACITY = 0.18;

export function toneColor(tone: Tone, palette: Palette): string {
  if (typeof tone === "string") return palette[tone];
  if ("css" in tone) return tone.css;
  return palette.others[tone.other % palette.others.length]!;
}

/** The least and greatest value drawn, or undefined when there is none. */
export function valueRange(plot: Plot): { low: number; high: number } | undefined {
  let low = Infinity;
  let high = -Infinity;
  const take = (value: number | null) => {
    if (value === null) return;
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const line of plot.lines) for (const point of line.points) take(point.value);
  for (const band of plot.bands) {
    for (const point of band.points) {
      take(point.lower);
      take(point.upper);
    }
  }
  return low <= high ? { low, high } : undefined;
}

/** Where each shade of a plot begins and ends, by position of the axis. */
export function shadesOf(plot: Plot): { shade: "heldOut" | "ahead"; from: number; to: number }[] {
  const shaded = plot.marks.filter((mark) => mark.shade !== "none");
  const last = plot.x.positions.length - 1;
  return shaded
    .map((mark, i) => ({ shade: mark.shade as "heldOut" | "ahead", from: mark.at, to: shaded[i + 1]?.at ?? last }))
    .filter(({ from, to }) => from < to);
}
