import type { LineSeriesOption } from "echarts/charts";
import type { Palette } from "./palette.ts";
import { BAND_OPACITY, type Plot, type PlotAxis, type PlotBand, type PlotLine, toneColor } from "./plot.ts";

/** No double quotes: ECharts writes it into attributes as it stands. */
export const FONT_FAMILY = "Inter, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
export const LABEL_SIZE = 12;

/** Up to so many steps every value gets a dot. */
const DOTTED_STEPS = 24;

/** From so many values on a line is drawn thinner, or its swings would run into one surface. */
const DENSE_VALUES = 600;

type Point = [number, number | null];
type Datum = Point | { value: Point; symbol: "circle"; symbolSize: number };

/** A value between two gaps has no line to show it, so it gets a dot. */
function lineData(line: PlotLine, positions: readonly number[]): Datum[] {
  const few = line.points.length <= DOTTED_STEPS;
  return line.points.map(({ at, value }, index) => {
    const point: Point = [positions[at]!, value];
    if (value === null) return point;
    const alone = (line.points[index - 1]?.value ?? null) === null && (line.points[index + 1]?.value ?? null) === null;
    return few || alone ? { value: point, symbol: "circle", symbolSize: line.width + 3 } : point;
  });
}

function lineSeries(line: PlotLine, index: number, axis: PlotAxis, palette: Palette): LineSeriesOption {
  const color = toneColor(line.tone, palette);
  const values = line.points.reduce((count, point) => count + (point.value === null ? 0 : 1), 0);
  const width = values < DENSE_VALUES ? line.width : line.width * 0.6;
  return {
    id: `line-${index}`,
    name: `line-${index}`,
    type: "line",
    data: lineData(line, axis.positions),
    symbol: "none",
    lineStyle: { color, width, type: line.dash.length === 0 ? "solid" : [...line.dash] },
    itemStyle: { color },
    emphasis: { disabled: true },
    z: 3 + (line.dash.length === 0 ? 0 : 1),
  };
}

/** A band is its lower edge, unseen, with the distance to its upper edge stacked on it and filled. */
function bandSeries(band: PlotBand, index: number, axis: PlotAxis, palette: Palette): LineSeriesOption[] {
  const color = toneColor(band.tone, palette);
  const common = {
    name: `band-${index}`,
    type: "line" as const,
    symbol: "none",
    silent: true,
    emphasis: { disabled: true },
    itemStyle: { color },
    z: 1,
  };
  const x = (at: number) => axis.positions[at]!;
  const stacked = { ...common, stack: `band-${index}`, stackStrategy: "all" as const, lineStyle: { opacity: 0 } };
  const alone = band.points.filter(
    (point, i) =>
      point.lower !== null &&
      (band.points[i - 1]?.lower ?? null) === null &&
      (band.points[i + 1]?.lower ?? null) === null,
  );
  return [
    {
      ...stacked,
      id: `band-${index}-lower`,
      data: band.points.map((point): Point => [x(point.at), point.lower]),
    },
    {
      ...stacked,
      id: `band-${index}-upper`,
      data: band.points.map((p): Point => [x(p.at), p.lower === null || p.upper === null ? null : p.upper - p.lower]),
      areaStyle: { color, opacity: BAND_OPACITY, origin: "start" },
    },
    // One step has no width to fill: a bar stands for it.
    {
      ...common,
      id: `band-${index}-bars`,
      data: alone.flatMap((p): Point[] => [
        [x(p.at), p.lower],
        [x(p.at), p.upper],
        [x(p.at), null],
      ]),
      lineStyle: { color, width: 14 - 3 * Math.min(band.depth, 3), opacity: BAND_OPACITY * 1.5 },
    },
  ];
}

function markSeries(plot: Plot, palette: Palette): LineSeriesOption {
  const positions = plot.x.positions;
  const last = positions.at(-1)!;
  return {
    id: "marks",
    name: "marks",
    type: "line",
    data: [],
    silent: true,
    z: 2,
    markLine: {
      symbol: "none",
      animation: false,
      silent: true,
      label: { show: false },
      lineStyle: { color: palette.spanLine, width: 1.2, type: [2, 3] },
      data: plot.marks.map((mark) => ({ xAxis: positions[mark.at]! })),
    },
    markArea: {
      animation: false,
      silent: true,
      itemStyle: { color: palette.span },
      z: 0,
      data: plot.marks
        .filter((mark) => mark.shaded && positions[mark.at] !== last)
        .map((mark) => [{ xAxis: positions[mark.at]! }, { xAxis: last }]),
    } as NonNullable<LineSeriesOption["markArea"]>,
  };
}

/**
 * The ECharts series of a plot: its lines, bands and marks. What lies above what is said by `z`, not by the order here;
 * the first line comes first because a page's slider shows the first series.
 */
export function plotSeries(plot: Plot, palette: Palette): LineSeriesOption[] {
  return [
    ...plot.lines.map((line, index) => lineSeries(line, index, plot.x, palette)),
    ...plot.bands.flatMap((band, index) => bandSeries(band, index, plot.x, palette)),
    markSeries(plot, palette),
  ];
}

/** Labels of a calendar axis. Those finer than a year say which one, for an axis may show a part of a single year. */
const CALENDAR_LABELS = {
  year: "{yyyy}",
  month: "{MMM} {yyyy}",
  day: "{d} {MMM}\n{yyyy}",
  hour: "{HH}:{mm}\n{d} {MMM}",
  minute: "{HH}:{mm}\n{d} {MMM}",
  second: "{HH}:{mm}:{ss}",
  millisecond: "{HH}:{mm}:{ss}.{SSS}",
};

/** No ticks finer than the data: days between monthly values would suggest values there. */
function finestStep(positions: readonly number[]): number {
  let step = Infinity;
  for (let i = 1; i < positions.length; i++) step = Math.min(step, positions[i]! - positions[i - 1]!);
  return step;
}

const FIVE_YEARS_MS = 5 * 365.25 * 86_400_000;

/** Pixels of a horizontal axis for each label: years are short, days and hours are not. */
export function labelRoom(axis: PlotAxis): number {
  if (axis.kind !== "time") return 90;
  return axis.positions.at(-1)! - axis.positions[0]! > FIVE_YEARS_MS ? 80 : 125;
}

/** The ECharts axes of a plot, without what depends on the size of the picture. Plain JSON. */
export function plotAxes(plot: Plot, palette: Palette) {
  const { kind, positions, labels } = plot.x;
  const label = {
    color: palette.muted,
    fontSize: LABEL_SIZE,
    fontFamily: FONT_FAMILY,
    hideOverlap: true,
    textMargin: [0, 4],
  };
  const line = { show: true, onZero: false, lineStyle: { color: palette.axisLine } };
  const common = { axisLine: line, axisTick: { lineStyle: { color: palette.axisLine } }, splitLine: { show: false } };
  const name = { name: plot.x.name, nameLocation: "middle", nameGap: 26, nameTextStyle: { ...label } };
  const ends = { min: positions[0]!, max: positions.at(-1)! };
  const xAxis =
    kind === "time"
      ? {
          ...common,
          ...ends,
          type: "time",
          minInterval: finestStep(positions),
          axisLabel: { ...label, formatter: CALENDAR_LABELS },
        }
      : kind === "category"
        ? {
            ...common,
            type: "category",
            data: labels,
            boundaryGap: labels.length === 1,
            axisLabel: { ...label, width: 110, overflow: "truncate" },
          }
        : { ...common, ...(ends.min < ends.max ? ends : {}), type: "value", minInterval: 1, axisLabel: label, ...name };
  return {
    xAxis,
    yAxis: {
      type: plot.y.log ? "log" : "value",
      scale: true,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...label, hideOverlap: false },
      splitLine: { lineStyle: { color: palette.gridLine } },
    },
  };
}
