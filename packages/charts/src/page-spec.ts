import type { LineSeriesOption } from "echarts/charts";
import { legendEntries } from "./legend.ts";
import { prefersPowers } from "./numbers.ts";
import { PALETTES, type Palette } from "./palette.ts";
import { type Plot, type PlotLine, valueRange } from "./plot.ts";
import { FONT_FAMILY, plotAxes, plotSeries } from "./plot-option.ts";
import { tickLadder } from "./tick-ladder.ts";
import { logScale } from "./ticks.ts";

/** Longer axes get a slider to zoom with. */
const SLIDER_STEPS = 60;
/** Longer axes open on their end, where the forecast would otherwise be a few pixels wide. */
const WHOLE_STEPS = 400;
const FIRST_VIEW_STEPS = 200;
/** Labels of a logarithmic vertical axis. */
const LOG_TICKS = 8;

/** The part of the axis that the page opens on: its end, and at least as much past as forecast. */
function firstView(plot: Plot): { startValue: number; endValue: number } {
  const { positions } = plot.x;
  const last = positions.length - 1;
  const span = plot.marks.length === 0 ? 0 : last - plot.marks[0]!.at + 1;
  const steps =
    positions.length <= WHOLE_STEPS || plot.x.kind === "number"
      ? positions.length
      : Math.max(FIRST_VIEW_STEPS, 2 * span);
  return { startValue: positions[Math.max(0, positions.length - steps)]!, endValue: positions[last]! };
}

/** Whether a plot is long enough to be worth zooming into. */
function isLong(plot: Plot): boolean {
  if (plot.x.kind !== "number") return plot.x.positions.length > SLIDER_STEPS;
  return plot.lines.some((line) => line.points.length > SLIDER_STEPS);
}

/** What the slider shows of the data: the first value of each step, or a line of numbers that spans the axis. */
function overview(plot: Plot): [number, number][] {
  const { kind, positions } = plot.x;
  const ends = [0, positions.length - 1];
  const spans = (line: PlotLine) =>
    ends.every((end) => line.points.some(({ at, value }) => at === end && value !== null));
  const lines = kind === "number" ? plot.lines.filter(spans).slice(0, 1) : plot.lines;
  const values = new Map<number, number>();
  for (const { at, value } of lines.flatMap(({ points }) => points))
    if (value !== null && !values.has(at)) values.set(at, value);
  return [...values].sort(([a], [b]) => a - b).map(([at, value]) => [positions[at]!, value]);
}

/** A series for the slider alone: unseen, on a vertical axis of its own, and the first, which is the one that sliders show. */
function overviewSeries(plot: Plot): LineSeriesOption[] {
  if (!isLong(plot)) return [];
  return [
    {
      id: "overview",
      name: "overview",
      type: "line",
      yAxisIndex: 1,
      data: overview(plot),
      symbol: "none",
      silent: true,
      lineStyle: { opacity: 0 },
      emphasis: { disabled: true },
    },
  ];
}

/** The vertical axes: the plot's, and the overview's. */
function verticalAxes(plot: Plot) {
  const { yAxis } = plotAxes(plot, PALETTES.light);
  const range = valueRange(plot);
  const own = (() => {
    if (range === undefined) return { ...yAxis, min: 0, max: 1 };
    if (!plot.y.log) return yAxis;
    const { ticks, ...ends } = logScale(range.low, range.high, LOG_TICKS);
    const chosen = { customValues: ticks };
    return { ...yAxis, ...ends, axisTick: { show: false, ...chosen }, axisLabel: { ...yAxis.axisLabel, ...chosen } };
  })();
  return isLong(plot) ? [own, { type: yAxis.type, show: false, scale: true }] : [own];
}

/** What a theme changes: colours of axes, series and slider, without any data. */
function themeOption(plot: Plot, palette: Palette) {
  const { xAxis, yAxis } = plotAxes(plot, palette);
  const { data: _, ...x } = xAxis as typeof xAxis & { data?: unknown };
  const slider = {
    id: "slider",
    borderColor: palette.gridLine,
    fillerColor: `${palette.axisLine}33`,
    dataBackground: { lineStyle: { color: palette.axisLine }, areaStyle: { color: palette.gridLine } },
    selectedDataBackground: { lineStyle: { color: palette.actual }, areaStyle: { color: palette.gridLine } },
    handleStyle: { color: palette.background, borderColor: palette.axisLine },
    moveHandleStyle: { color: palette.axisLine },
    emphasis: { handleStyle: { borderColor: palette.actual }, moveHandleStyle: { color: palette.actual } },
  };
  return {
    xAxis: x,
    yAxis,
    series: plotSeries(plot, palette).map((series) =>
      series.id === "marks" ? series : { ...series, data: undefined },
    ),
    ...(isLong(plot) ? { dataZoom: [slider] } : {}),
  };
}

/** What stays whatever the theme: data, frame, zoom. */
function fixedOption(plot: Plot) {
  const long = isLong(plot);
  const { xAxis } = plotAxes(plot, PALETTES.light);
  const view = firstView(plot);
  return {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: FONT_FAMILY },
    grid: {
      left: 4,
      right: 28,
      top: 12,
      bottom: long ? 52 : 10,
      outerBoundsMode: "same",
      outerBoundsContain: "all",
    },
    legend: { show: false, data: [...plot.lines.map((_, i) => `line-${i}`), ...plot.bands.map((_, i) => `band-${i}`)] },
    xAxis,
    yAxis: verticalAxes(plot),
    series: [...overviewSeries(plot), ...plotSeries(plot, PALETTES.light)],
    ...(long
      ? {
          dataZoom: [
            {
              id: "slider",
              type: "slider",
              height: 26,
              bottom: 8,
              left: 12,
              right: 28,
              showDetail: false,
              showDataShadow: overview(plot).length > 0,
              brushSelect: false,
              ...view,
            },
            { id: "inside", type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, ...view },
          ],
        }
      : {}),
  };
}

/** What the page's script draws a plot from (see page-script.ts): plain JSON. */
export function plotSpec(plot: Plot): object {
  const range = valueRange(plot);
  const bandCells = (index: number) => [1 + plot.lines.length + 2 * index, 2 + plot.lines.length + 2 * index];
  const entries = legendEntries(plot, PALETTES.light).map(({ series, filled, band }) => {
    const index = Number(series.split("-")[1]);
    const also = band === undefined ? [] : [band.series];
    return {
      series: [series, ...also],
      cells: filled ? bandCells(index) : [1 + index],
      around: also.flatMap((name) => bandCells(Number(name.split("-")[1]))),
    };
  });
  return {
    positions: plot.x.positions,
    ladder: tickLadder(plot.x, plot.words),
    prefix: plot.x.kind === "number" ? `${plot.x.name} ` : "",
    entries,
    powers: range !== undefined && plot.y.log && prefersPowers([range.low, range.high]),
    marks: plot.marks.map((mark) => ({ position: plot.x.positions[mark.at], label: mark.label })),
    option: fixedOption(plot),
    themes: { light: themeOption(plot, PALETTES.light), dark: themeOption(plot, PALETTES.dark) },
  };
}
