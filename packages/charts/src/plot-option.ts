import type { LineSeriesOption } from "echarts/charts";
import type { Palette } from "./palette.ts";
import { BAND_OPACITY, type Plot, type PlotAxis, type PlotBand, type PlotLine, shadesOf, toneColor } from "./plot.ts";
import { LABEL_SIZE } from "./text-width.ts";
import { type TickLevel, tickTexts } from "./tick-level.ts";

/** No double quotes: ECharts writes it into attributes as it stands. */
export const FONT_FAMILY =
  "Inter, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

/** Up to so many steps every value gets a dot. */
const DOTTED_STEPS = 24;

/** From so many values on a line is drawn thinner, or its swings would run into one surface. */
const DENSE_VALUES = 600;

type Point = [number, number | null];
type Datum = Point | { value: Point; symbol: "circle"; symbolSize: number };

/** A line's points from its first to its last value. */
function trimmed(points: PlotLine["points"]): PlotLine["points"] {
  const first = points.findIndex((point) => point.value !== null);
  return first === -1 ? [] : points.slice(first, points.findLastIndex((point) => point.value !== null) + 1);
}

/** A value between two gaps has no line to show it, so it gets a dot. */
function lineData(line: PlotLine, positions: readonly number[]): Datum[] {
  const few = line.dots ?? line.points.length <= DOTTED_STEPS;
  const points = trimmed(line.points);
  return points.map(({ at, value }, index) => {
    const point: Point = [positions[at]!, value];
    if (value === null) return point;
    const alone = (points[index - 1]?.value ?? null) === null && (points[index + 1]?.value ?? null) === null;
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
      z: 0,
      data: shadesOf(plot).map(({ shade, from, to }) => [
        { xAxis: positions[from]!, itemStyle: { color: palette[shade] } },
        { xAxis: positions[to]! },
      ]),
    } as NonNullable<LineSeriesOption["markArea"]>,
  };
}

/**
 * The ECharts series of a plot: its lines, bands and marks. What lies above what is said by `z`, not by the order here.
 */
export function plotSeries(plot: Plot, palette: Palette): LineSeriesOption[] {
  return [
    ...plot.lines.map((line, index) => lineSeries(line, index, plot.x, palette)),
    ...plot.bands.flatMap((band, index) => bandSeries(band, index, plot.x, palette)),
    markSeries(plot, palette),
  ];
}

/** How the labels of a plot's axes look. */
function labelStyle(palette: Palette) {
  return { color: palette.muted, fontSize: LABEL_SIZE, fontFamily: FONT_FAMILY, hideOverlap: true, textMargin: [0, 4] };
}

function horizontalScale(axis: PlotAxis) {
  const { positions, labels, log } = axis;
  if (axis.kind === "category") return { type: "category", data: labels, boundaryGap: labels.length === 1 };
  const ends = positions.length > 1 ? { min: positions[0]!, max: positions.at(-1)! } : {};
  return log === undefined || positions.length === 1
    ? { type: "value", ...ends }
    : { type: "log", logBase: log, ...ends };
}

/** The ECharts axes of a plot, without what depends on the size of the picture. Plain JSON. */
export function plotAxes(plot: Plot, palette: Palette) {
  const { kind } = plot.x;
  const label = labelStyle(palette);
  const stroke = { lineStyle: { color: palette.axisLine } };
  const name = { name: plot.x.name, nameLocation: "middle", nameGap: 26, nameTextStyle: label };
  return {
    xAxis: {
      ...horizontalScale(plot.x),
      axisLine: { show: true, onZero: false, ...stroke },
      axisTick: stroke,
      splitLine: { show: false },
      axisLabel: kind === "category" ? { ...label, width: 110, overflow: "truncate" } : label,
      ...(kind === "number" ? name : {}),
    },
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

/** What gives an axis the ticks of a level; nothing for an axis that ECharts divides. */
export function tickOption(level: TickLevel | undefined) {
  if (level === undefined) return {};
  const texts = new Map(tickTexts(level).map((text, i) => [level.positions[i]!, text]));
  const customValues = [...level.positions];
  return {
    axisTick: { customValues },
    axisLabel: { customValues, formatter: (value: number) => texts.get(value) ?? "" },
  };
}
