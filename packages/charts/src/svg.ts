import { LineChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { escapeMarkup } from "./markup.ts";
import { axisNumber } from "./numbers.ts";
import { PALETTES, type Palette, type Theme } from "./palette.ts";
import { type Plot, valueRange } from "./plot.ts";
import { FONT_FAMILY, LABEL_SIZE, labelRoom, plotAxes, plotSeries } from "./plot-option.ts";
import { plotSummary } from "./summary.ts";
import { MARGIN, round, svgHeader, svgText } from "./svg-header.ts";
import { fitText, textWidth } from "./text-width.ts";
import { decades, roundScale } from "./ticks.ts";

export interface SvgSize {
  width: number;
  height: number;
}

/** The area between the axes, in pixels of the whole picture. */
interface Field {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Height of the row for the vertical axis's name and the marks' texts, and what stands there without them. */
const NAME_ROW = 26;
const NO_NAME_ROW = 10;

/** The vertical axis: round ends and steps, its labels, and how wide they are. */
function verticalAxis(plot: Plot, heightForTicks: number) {
  const range = valueRange(plot);
  if (range === undefined) return { ends: { min: 0, max: 1, interval: 0.25 }, format: () => "", width: 0 };
  if (plot.y.log) {
    const ends = decades(range.low, range.high);
    const format = (value: number) => axisNumber(value, value >= 1 ? 0 : Math.round(-Math.log10(value)));
    const texts = [format(ends.min), format(ends.max)];
    return { ends, format, width: Math.max(...texts.map((text) => textWidth(text, LABEL_SIZE))) };
  }
  const { decimals, ...ends } = roundScale(range.low, range.high, Math.max(2, Math.round(heightForTicks / 70)));
  const format = (value: number) => axisNumber(value, decimals);
  const steps = Math.round((ends.max - ends.min) / ends.interval);
  const texts = Array.from({ length: steps + 1 }, (_, step) => format(ends.min + step * ends.interval));
  return { ends, format, width: Math.max(...texts.map((text) => textWidth(text, LABEL_SIZE))) };
}

function horizontalPixel(plot: Plot, at: number, field: Field): number {
  const { positions } = plot.x;
  const [first, last] = [positions[0]!, positions.at(-1)!];
  const share = last > first ? (positions[at]! - first) / (last - first) : 0.5;
  return field.left + share * (field.right - field.left);
}

/** Texts over the vertical lines, in the row above the field, each on the side where there is room. */
function markTexts(plot: Plot, palette: Palette, field: Field): { markup: string; left: number } {
  const parts: string[] = [];
  let free = -Infinity;
  let left = Infinity;
  for (const mark of plot.marks) {
    const x = horizontalPixel(plot, mark.at, field);
    const text = fitText(mark.label, LABEL_SIZE, field.right - field.left);
    const width = textWidth(text, LABEL_SIZE);
    const fits = x + 4 + width <= field.right + MARGIN;
    const start = Math.max(field.left, fits ? x + 4 : x - 4 - width);
    // A second label that would run into the first is left out: its line still stands.
    if (start < free) continue;
    parts.push(svgText(text, { x: round(start), y: field.top - 9, size: LABEL_SIZE, fill: palette.muted }));
    free = start + width + 8;
    left = Math.min(left, start);
  }
  return { markup: parts.join("\n"), left };
}

let ready = false;

/** ECharts' drawing of axes and series alone, as an `<svg>` element; the same plot gives the same text. */
function drawField(plot: Plot, palette: Palette, size: SvgSize, field: Field, axis: ReturnType<typeof verticalAxis>) {
  if (!ready) use([LineChart, GridComponent, MarkLineComponent, MarkAreaComponent, SVGRenderer]);
  ready = true;
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  try {
    const { xAxis, yAxis } = plotAxes(plot, palette);
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
      xAxis: { ...xAxis, splitNumber: Math.max(2, Math.round((field.right - field.left) / labelRoom(plot.x))) },
      yAxis: { ...yAxis, ...axis.ends, axisLabel: { ...yAxis.axisLabel, formatter: axis.format } },
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

/** FNV-1a, 32 bits: clip paths of two charts on one page must not share names. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** A plot as one self-contained SVG document; the same plot, size and theme give the same bytes. */
export function plotSvg(plot: Plot, size: SvgSize, theme: Theme): string {
  const palette = PALETTES[theme];
  const header = svgHeader(plot, palette, size);
  const bottom = plot.x.kind === "category" ? 34 : 46;
  const top = header.height + (plot.y.name === "" && plot.marks.length === 0 ? NO_NAME_ROW : NAME_ROW);
  const rough = size.height - top - bottom;
  const axis = verticalAxis(plot, rough);
  const field: Field = {
    left: Math.ceil(Math.max(axis.width + MARGIN + 10, 44)),
    right: size.width - 30,
    top,
    bottom: size.height - bottom,
  };
  let marks = markTexts(plot, palette, field);
  const name = fitText(plot.y.name, LABEL_SIZE, size.width - 2 * MARGIN);
  if (name !== "" && plot.marks.length > 0 && MARGIN + textWidth(name, LABEL_SIZE) + 12 > marks.left) {
    field.top += NAME_ROW - 8;
    marks = markTexts(plot, palette, field);
  }
  const nameText =
    name === "" ? "" : svgText(name, { x: MARGIN, y: header.height + 11, size: LABEL_SIZE, fill: palette.muted });
  const middle = {
    x: round((field.left + field.right) / 2),
    size: LABEL_SIZE,
    fill: palette.muted,
    anchor: "middle" as const,
  };
  const empty =
    valueRange(plot) === undefined
      ? svgText("no values to draw", { ...middle, y: round((field.top + field.bottom) / 2) })
      : "";
  const body = [header.markup, nameText, marks.markup, drawField(plot, palette, size, field, axis), empty]
    .filter((part) => part !== "")
    .join("\n");
  const id = `sluice-${fingerprint(body)}`;
  const { width, height } = size;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-text" font-family="${escapeMarkup(FONT_FAMILY)}">
<title id="${id}-title">${escapeMarkup(plot.heading)}</title>
<desc id="${id}-text">${escapeMarkup(plotSummary(plot))}</desc>
<rect width="${width}" height="${height}" fill="${palette.background}"/>
${body.replace(/="(url\(#)?clip-(\d+\)?)"/g, `="$1${id}-clip-$2"`)}
</svg>
`;
}
