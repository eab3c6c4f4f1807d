import { SAMPLE } from "../legend.ts";
import { axisNumber } from "../numbers.ts";
import { type PlotLine, toneColor } from "../plot.ts";
import { MARGIN, round, svgText } from "../svg-header.ts";
import { fitText, LABEL_SIZE, textWidth } from "../text-width.ts";
import { roundScale } from "../ticks.ts";
import type { Words } from "../words.ts";
import type { GatesFigure } from "./figure.ts";
import { aheadShade, type Block, type Frame, stepX } from "./svg-frame.ts";

const LINE = 18;
const PANEL_TITLE = 13;

function linePath(line: PlotLine, frame: Frame, yOf: (value: number) => number): string {
  const color = toneColor(line.tone, frame.palette);
  const dash = line.dash.length === 0 ? "" : ` stroke-dasharray="${line.dash.join(" ")}"`;
  const width = frame.figure.axis.labels.length > 600 ? line.width * 0.6 : line.width;
  let path = "";
  const dots: string[] = [];
  for (const [i, { at, value }] of line.points.entries()) {
    if (value === null) continue;
    const [x, y] = [round(stepX(frame, at + 0.5)), round(yOf(value))];
    const begins = (line.points[i - 1]?.value ?? null) === null;
    const isAlone = begins && (line.points[i + 1]?.value ?? null) === null;
    if (isAlone) dots.push(`<circle cx="${x}" cy="${y}" r="2.5" fill="${color}"/>`);
    else path += `${begins ? "M" : "L"}${x} ${y}`;
  }
  const stroke = `<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linejoin="round"${dash}/>`;
  return [...(path === "" ? [] : [stroke]), ...dots].join("\n");
}

/** What is forecast, and the legend of its lines: a row, or several where there is no room. */
export function seriesHead(frame: Frame, top: number): Block {
  const { figure, palette, right } = frame;
  const parts: string[] = [];
  let [x, y] = [MARGIN, top + 14];
  const name = fitText(figure.target, PANEL_TITLE, right - MARGIN);
  parts.push(svgText(name, { x, y, size: PANEL_TITLE, fill: palette.text, bold: true }));
  x += textWidth(name, PANEL_TITLE, true) + 20;
  const entry = (sample: string, text: string) => {
    const width = SAMPLE.width + 7 + textWidth(text, LABEL_SIZE);
    if (x + width > right) [x, y] = [MARGIN, y + LINE];
    parts.push(`<g transform="translate(${round(x)} ${y - 10})">${sample}</g>`);
    parts.push(svgText(text, { x: round(x + SAMPLE.width + 7), y, size: LABEL_SIZE, fill: palette.text }));
    x += width + 20;
  };
  for (const line of shownLines(figure)) {
    const dash = line.dash.length === 0 ? "" : ` stroke-dasharray="${line.dash.join(" ")}"`;
    entry(
      `<path d="M0 6h${SAMPLE.width}" fill="none" stroke="${toneColor(line.tone, palette)}" stroke-width="${line.width}"${dash}/>`,
      line.name,
    );
  }
  if (figure.aheadLabel !== "")
    entry(
      `<rect width="${SAMPLE.width}" height="12" rx="2" fill="${palette.ahead}" stroke="${palette.spanLine}" stroke-dasharray="2 3"/>`,
      figure.aheadLabel,
    );
  return { markup: parts.join("\n"), height: y - top + 12 };
}

/** The lines with something to show. */
export const shownLines = ({ lines }: GatesFigure) =>
  lines.filter((line) => line.points.some(({ value }) => value !== null));

/** The vertical scale of the lines in so many pixels; none without values. */
function lineScale(figure: GatesFigure, height: number) {
  const values = figure.lines.flatMap(({ points }) => points.flatMap(({ value }) => (value === null ? [] : [value])));
  if (values.length === 0) return undefined;
  let [low, high] = [values[0]!, values[0]!];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return roundScale(low, high, Math.max(2, Math.round(height / 45)));
}

/** The vertical axis's labels in so many pixels. */
export function tickLabels(figure: GatesFigure, height: number): { value: number; text: string }[] {
  const scale = lineScale(figure, height);
  if (scale === undefined) return [];
  const count = Math.round((scale.max - scale.min) / scale.interval);
  return Array.from({ length: count + 1 }, (_, i) => {
    const value = scale.min + i * scale.interval;
    return { value, text: axisNumber(Math.abs(value) < scale.interval / 1e6 ? 0 : value, scale.decimals) };
  });
}

/** The lines over their grid. */
export function seriesBody(frame: Frame, top: number, height: number, words: Words): string {
  const { figure, palette, left, right } = frame;
  const ticks = tickLabels(figure, height);
  const scale = lineScale(figure, height);
  if (scale === undefined)
    return svgText(words.noValues, { x: left, y: top + height / 2, size: LABEL_SIZE, fill: palette.muted });
  const yOf = (value: number) => top + height - ((value - scale.min) / (scale.max - scale.min)) * height;
  const grid = ticks.map(
    ({ value, text }) =>
      `<path d="M${left} ${round(yOf(value))}H${right}" stroke="${palette.gridLine}"/>\n${svgText(text, { x: left - 6, y: round(yOf(value) + 4), size: LABEL_SIZE - 1, fill: palette.muted, anchor: "end" })}`,
  );
  const lines = shownLines(figure).map((line) => linePath(line, frame, yOf));
  return [aheadShade(frame, top, height), ...grid, ...lines].join("\n");
}
