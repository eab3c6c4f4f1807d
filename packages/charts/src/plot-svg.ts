import { LineChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { LegendEntry } from "./legend.ts";
import { type MarkLabel, placeMarkLabels } from "./mark-labels.ts";
import { axisNumber, logNumber, prefersPowers } from "./numbers.ts";
import type { Palette } from "./palette.ts";
import { type Plot, valueRange } from "./plot.ts";
import { FONT_FAMILY, plotAxes, plotSeries, tickOption } from "./plot-option.ts";
import { MARGIN, round, svgHeader, svgText } from "./svg-header.ts";
import { fitText, LABEL_SIZE, textWidth } from "./text-width.ts";
import { tickLadder } from "./tick-ladder.ts";
import { fittingLevel } from "./tick-level.ts";
import { logScale, roundScale } from "./ticks.ts";

export interface SvgSize {
  width: number;
  height: number;
}

/** The area between the axes, in pixels of the plot's box. */
interface Field {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Height of the row for the vertical axis's name and the marks' texts, of a further row, and what stands there without them. */
const NAME_ROW = 26;
const FURTHER_ROW = 18;
const NO_NAME_ROW = 10;

interface VerticalAxis {
  /** The scale as ECharts takes it. */
  ends: { min: number; max: number; interval?: number };
  format: (value: number) => string;
  /** Where they are not the interval's. */
  ticks?: readonly number[];
  /** Of the widest label. */
  width: number;
}

/** The vertical axis: round ends and steps, its labels, and how wide they are. */
function verticalAxis(plot: Plot, heightForTicks: number): VerticalAxis {
  const range = valueRange(plot);
  if (range === undefined) return { ends: { min: 0, max: 1, interval: 0.25 }, format: () => "", width: 0 };
  const count = Math.max(2, Math.round(heightForTicks / 70));
  const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => textWidth(text, LABEL_SIZE)));
  if (plot.y.log) {
    const { ticks, ...ends } = logScale(range.low, range.high, 1.5 * count);
    const powers = prefersPowers(ticks);
    const format = (value: number) => logNumber(value, powers);
    return { ends, format, ticks, width: widest(ticks.map(format)) };
  }
  const { decimals, ...ends } = roundScale(range.low, range.high, count);
  const format = (value: number) => axisNumber(value, decimals);
  const steps = Math.round((ends.max - ends.min) / ends.interval);
  const texts = Array.from({ length: steps + 1 }, (_, step) => format(ends.min + step * ends.interval));
  return { ends, format, width: widest(texts) };
}

function horizontalPixel(plot: Plot, at: number, field: Field): number {
  const { positions, log } = plot.x;
  const scaled = (position: number) => (log === undefined ? position : Math.log2(position));
  const [first, last] = [scaled(positions[0]!), scaled(positions.at(-1)!)];
  const share = last > first ? (scaled(positions[at]!) - first) / (last - first) : 0.5;
  return field.left + share * (field.right - field.left);
}

function markMarkup(labels: readonly MarkLabel[], palette: Palette, field: Field): string {
  return labels
    .map(({ text, x, line, row, leads }) => {
      const y = field.top - 9 - row * FURTHER_ROW;
      const lead =
        row > 0 && leads
          ? `<path d="M${round(line)} ${y - 4}V${field.top}" fill="none" stroke="${palette.spanLine}" stroke-width="1.2" stroke-dasharray="2 3"/>\n`
          : "";
      return lead + svgText(text, { x: round(x), y, size: LABEL_SIZE, fill: palette.muted });
    })
    .join("\n");
}

let ready = false;

/** ECharts' drawing of axes and series alone, as an `<svg>` element; the same plot gives the same text. */
function drawField(plot: Plot, palette: Palette, size: SvgSize, field: Field, axis: VerticalAxis) {
  if (!ready) use([LineChart, GridComponent, MarkLineComponent, MarkAreaComponent, SVGRenderer]);
  ready = true;
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  try {
    const { xAxis, yAxis } = plotAxes(plot, palette);
    const pixels = field.right - field.left;
    const ticks = tickOption(fittingLevel(tickLadder(plot.x, plot.words), pixels));
    const chosen = axis.ticks === undefined ? {} : { customValues: [...axis.ticks] };
    chart.setOption({
      animation: false,
      useUTC: true,
      textStyle: { fontFamily: FONT_FAMILY },
      grid: {
        left: field.left,
        right: size.width - field.right,
        top: field.top,
        bottom: size.height - field.bottom,
        outerBoundsMode: "none",
      },
      xAxis: {
        ...xAxis,
        axisTick: { ...xAxis.axisTick, ...ticks.axisTick },
        axisLabel: { ...xAxis.axisLabel, ...ticks.axisLabel },
        splitNumber: Math.max(2, Math.round(pixels / 90)),
      },
      yAxis: {
        ...yAxis,
        ...axis.ends,
        axisTick: { ...yAxis.axisTick, ...chosen },
        axisLabel: { ...yAxis.axisLabel, ...chosen, formatter: axis.format },
      },
      series: plotSeries(plot, palette),
    });
    return settle(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/**
 * Takes out what differs from run to run or serves only a live page: counters in names, hover styles, event attributes.
 * Quotes are escaped in texts, so that no text of the data can look like an attribute.
 */
function settle(svg: string): string {
  return svg
    .replace(/<style\s*><!\[CDATA\[[\s\S]*?\]\]>\s*<\/style>\s*/g, "")
    .replace(/ class="zr\d+-cls-\d+"/g, "")
    .replace(/ (ecmeta_\w+|pointer-events)="[^"]*"/g, "")
    .replace(/="(url\(#)?zr\d+-c(\d+)(\)?)"/g, '="$1clip-$2$3"');
}

/** Parts of a drawing, one below the other. */
export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n");
}

/** What stands above a plot: its title in a size of letters, and the entries of its legend. */
export interface Above {
  titleSize: number;
  entries: readonly LegendEntry[];
}

/** A plot with what stands above it, in a box of its own whose upper left corner is (0, 0). */
export function plotMarkup(plot: Plot, palette: Palette, size: SvgSize, { titleSize, entries }: Above): string {
  const header = svgHeader({ title: plot.title, titleSize, entries, words: plot.words }, palette, size);
  const bottom = plot.x.kind === "category" ? 34 : 46;
  const top = header.height + (plot.y.name === "" && plot.marks.length === 0 ? NO_NAME_ROW : NAME_ROW);
  const axis = verticalAxis(plot, size.height - top - bottom);
  const field: Field = {
    left: Math.ceil(Math.max(axis.width + MARGIN + 10, 44)),
    right: size.width - 30,
    top,
    bottom: size.height - bottom,
  };
  const labels = placeMarkLabels(plot.marks, (mark) => horizontalPixel(plot, mark.at, field), {
    left: field.left,
    right: field.right + MARGIN,
  });
  const name = fitText(plot.y.name, LABEL_SIZE, size.width - 2 * MARGIN);
  const nameEnd = name === "" ? 0 : MARGIN + textWidth(name, LABEL_SIZE) + 12;
  const highest = Math.max(0, ...labels.map((label) => label.row));
  // The name stands in the highest row when no text of a mark is in its way.
  const collides = labels.some((label) => label.row === highest && label.x < nameEnd);
  field.top += FURTHER_ROW * (highest + (collides ? 1 : 0));
  const nameText =
    name === "" ? "" : svgText(name, { x: MARGIN, y: header.height + 11, size: LABEL_SIZE, fill: palette.muted });
  const middle = {
    x: round((field.left + field.right) / 2),
    y: round((field.top + field.bottom) / 2),
    size: LABEL_SIZE,
    fill: palette.muted,
    anchor: "middle" as const,
  };
  const empty = valueRange(plot) === undefined ? svgText(plot.words.noValues, middle) : "";
  const marks = markMarkup(labels, palette, field);
  return joined([header.markup, nameText, marks, drawField(plot, palette, size, field, axis), empty]);
}
