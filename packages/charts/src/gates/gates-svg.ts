import { SluiceError } from "@sluice/core";
import { SAMPLE } from "../legend.ts";
import { escapeMarkup } from "../markup.ts";
import { axisNumber } from "../numbers.ts";
import { PALETTES, type Palette, type Theme } from "../palette.ts";
import { type PlotLine, toneColor } from "../plot.ts";
import { FONT_FAMILY } from "../plot-option.ts";
import { joined, type SvgSize } from "../plot-svg.ts";
import { MARGIN, round, svgText, TITLE_SIZE } from "../svg-header.ts";
import { fitText, LABEL_SIZE, textWidth, wrapText } from "../text-width.ts";
import { fittingLevel, tickTexts } from "../tick-level.ts";
import { roundScale } from "../ticks.ts";
import type { Words } from "../words.ts";
import { RAMP_LEVELS, rampBytes } from "./color-ramp.ts";
import type { GatesFigure, HeatPanel } from "./figure.ts";
import { figureSummary } from "./figure-summary.ts";
import { heatPixels, NO_VALUE } from "./heat-pixels.ts";
import { indexedPng } from "./indexed-png.ts";

const LINE = 18;
const GAP = 12;
const AXIS_HEIGHT = 42;
const BAR_WIDTH = 80;
const BAR_PARTS = 40;
const PANEL_TITLE = 13;
const MOST_WARNINGS = 4;
/** Heights of bodies in pixels: usual, and the least that can be read. */
const SERIES = { usual: 150, least: 60 };
const COLUMN_ROW = { usual: 18, least: 12 };
const UNIT_ROW = { usual: 8, thickest: 20, mostOfAll: 200, leastOfAll: 16 };

interface Frame {
  figure: GatesFigure;
  palette: Palette;
  theme: Theme;
  left: number;
  right: number;
}

interface Block {
  markup: string;
  height: number;
}

const stepX = ({ figure, left, right }: Frame, step: number) =>
  left + (step / figure.axis.labels.length) * (right - left);

function usualBody(panel: HeatPanel): number {
  const rows = panel.rowNames.length;
  if (panel.rowsAre === "columns") return rows * COLUMN_ROW.usual;
  return Math.min(UNIT_ROW.mostOfAll, Math.max(rows * UNIT_ROW.usual, Math.min(3, rows) * UNIT_ROW.thickest));
}

function leastBody(panel: HeatPanel): number {
  return panel.rowsAre === "columns" ? panel.rowNames.length * COLUMN_ROW.least : UNIT_ROW.leastOfAll;
}

/** Title, facts and warnings. */
function headMarkup(figure: GatesFigure, palette: Palette, width: number): Block {
  const room = width - 2 * MARGIN;
  const parts: string[] = [];
  let y = MARGIN - 2;
  const say = (text: string, size: number, fill: string, x = MARGIN, bold = false) => {
    parts.push(svgText(text, { x, y: y + size, size, fill, bold }));
    y += size + 6;
  };
  for (const line of wrapText(figure.heading, TITLE_SIZE, room, 2)) say(line, TITLE_SIZE, palette.text, MARGIN, true);
  const pixels = width - MARGIN - gutterOf(figure, width);
  const mean = figure.axis.labels.length > pixels ? " · where steps are narrower than pixels, their mean is drawn" : "";
  for (const line of wrapText(`${figure.facts}${mean}`, LABEL_SIZE, room, 3)) say(line, LABEL_SIZE, palette.muted);
  for (const warning of figure.warnings.slice(0, MOST_WARNINGS))
    for (const [i, line] of wrapText(warning, LABEL_SIZE, room - 18, 3).entries()) {
      if (i === 0) parts.push(`<path d="M${MARGIN} ${y + 12}h12l-6 -11z" fill="${palette.forecast}"/>`);
      say(line, LABEL_SIZE, palette.text, MARGIN + 18);
    }
  const more = figure.warnings.length - MOST_WARNINGS;
  if (more > 0) say(`and ${more} more ${more === 1 ? "warning" : "warnings"}`, LABEL_SIZE, palette.text, MARGIN + 18);
  return { markup: parts.join("\n"), height: y + 4 };
}

/** A scale's legend, its right end at `right`, and where it begins. */
function scaleMarkup(panel: HeatPanel, { palette, theme }: Frame, right: number, y: number) {
  const { lowText, highText, ramp } = panel.scale;
  const size = LABEL_SIZE - 1;
  const bar = right - textWidth(highText, size) - 9 - BAR_WIDTH;
  const bytes = rampBytes(ramp, theme);
  const rects = Array.from({ length: BAR_PARTS }, (_, i) => {
    const at = 3 * Math.round((i / (BAR_PARTS - 1)) * (RAMP_LEVELS - 1));
    const x = round(bar + (i * BAR_WIDTH) / BAR_PARTS);
    return `<rect x="${x}" y="${y - 9}" width="${BAR_WIDTH / BAR_PARTS + 0.3}" height="10" fill="rgb(${bytes.subarray(at, at + 3).join()})"/>`;
  });
  const frame = `<rect x="${round(bar)}" y="${y - 9}" width="${BAR_WIDTH}" height="10" fill="none" stroke="${palette.axisLine}" stroke-width="0.5"/>`;
  const text = (what: string, x: number, anchor: "start" | "end") =>
    svgText(what, { x: round(x), y, size, fill: palette.muted, anchor });
  return {
    markup: [...rects, frame, text(lowText, bar - 6, "end"), text(highText, right, "end")].join("\n"),
    left: bar - 6 - textWidth(lowText, size),
  };
}

/** Names of rows in the gutter: all where there is room, else every so many. */
function rowNames(panel: HeatPanel, { palette, left }: Frame, top: number, height: number): string {
  const rows = panel.rowNames.length;
  const size = Math.min(LABEL_SIZE - 1, Math.max(9, height / rows));
  const every = Math.ceil((size + 2) / (height / rows));
  return panel.rowNames
    .flatMap((name, row) => {
      if (row % every !== Math.floor(every / 2)) return [];
      const y = round(top + ((row + 0.5) * height) / rows + size * 0.36);
      return [
        svgText(fitText(name, size, 0.92 * (left - MARGIN - 6)), {
          x: left - 6,
          y,
          size,
          fill: palette.muted,
          anchor: "end",
        }),
      ];
    })
    .join("\n");
}

function aheadShade(frame: Frame, top: number, height: number): string {
  const { figure, palette, right } = frame;
  if (figure.ahead >= figure.axis.labels.length) return "";
  const x = round(stepX(frame, figure.ahead));
  return `<rect x="${x}" y="${round(top)}" width="${round(right - x)}" height="${round(height)}" fill="${palette.ahead}"/>`;
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function heatMarkup(panel: HeatPanel, frame: Frame, top: number, height: number): string {
  const { figure, palette, theme, left, right } = frame;
  const steps = figure.axis.labels.length;
  const rows = panel.rowNames.length;
  const size = {
    width: Math.min(steps, Math.floor(right - left)),
    height: Math.max(1, Math.min(rows, Math.floor(height))),
  };
  const pixels = heatPixels(panel, steps, size.width, size.height);
  const png = indexedPng({ ...size, pixels, colors: rampBytes(panel.scale.ramp, theme), clear: NO_VALUE });
  const box = `x="${left}" y="${round(top)}" width="${right - left}" height="${round(height)}"`;
  return [
    aheadShade(frame, top, height),
    `<image ${box} preserveAspectRatio="none" image-rendering="optimizeSpeed" style="image-rendering:pixelated" href="data:image/png;base64,${base64(png)}"/>`,
    `<rect ${box} fill="none" stroke="${palette.gridLine}"/>`,
    rowNames(panel, frame, top, height),
  ].join("\n");
}

/** Title, note and scale of a panel: in one line where they have room. */
function panelHead(panel: HeatPanel, frame: Frame, top: number): Block {
  const { palette, right } = frame;
  const y = top + 14;
  const scale = scaleMarkup(panel, frame, right, y);
  const parts = [scale.markup];
  const title = fitText(panel.title, PANEL_TITLE, Math.max(24, scale.left - MARGIN - 12));
  const titleEnd = MARGIN + textWidth(title, PANEL_TITLE, true) + 7;
  // One text, so that with a wider font than ours the second part begins later.
  const say = (rest: string) =>
    `<text x="${MARGIN}" y="${y}" font-size="${LABEL_SIZE}" fill="${palette.muted}"><tspan font-size="${PANEL_TITLE}" font-weight="600" fill="${palette.text}">${escapeMarkup(title)}</tspan>${rest === "" ? "" : `<tspan dx="7">${escapeMarkup(rest)}</tspan>`}</text>`;
  const fits = (text: string) => titleEnd + textWidth(text, LABEL_SIZE) <= scale.left - 12;
  const whole = [panel.about, panel.note].filter((text) => text !== "").join(" · ");
  if (fits(whole)) return { markup: joined([scale.markup, say(whole)]), height: LINE + 2 };
  const below = fits(panel.about) ? panel.note : whole;
  parts.push(say(below === whole ? "" : panel.about));
  let height = LINE + 2;
  for (const line of wrapText(below, LABEL_SIZE, right - MARGIN, 3)) {
    parts.push(svgText(line, { x: MARGIN, y: top + height + 11, size: LABEL_SIZE, fill: palette.muted }));
    height += LINE - 2;
  }
  return { markup: parts.join("\n"), height };
}

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

/** The lines with something to show, and their legend: a row, or several where there is no room. */
function seriesHead(frame: Frame, top: number): Block {
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

function tickLabels(figure: GatesFigure, height: number): { value: number; text: string }[] {
  const scale = lineScale(figure, height);
  if (scale === undefined) return [];
  const count = Math.round((scale.max - scale.min) / scale.interval);
  return Array.from({ length: count + 1 }, (_, i) => {
    const value = scale.min + i * scale.interval;
    return { value, text: axisNumber(Math.abs(value) < scale.interval / 1e6 ? 0 : value, scale.decimals) };
  });
}

function seriesBody(frame: Frame, top: number, height: number, words: Words): string {
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

function axisMarkup(frame: Frame, top: number): string {
  const { figure, palette, left, right } = frame;
  const level = fittingLevel(figure.axis.ladder, right - left);
  if (level === undefined) return "";
  const texts = tickTexts(level);
  const ticks = level.positions.map((step, i) => {
    const x = round(stepX(frame, step));
    const half = textWidth(texts[i]!.split("\n")[0]!, LABEL_SIZE) / 2;
    const at = Math.min(right + MARGIN - 2 - half, Math.max(half + 2, x));
    const lines = texts[i]!.split("\n").map((text, row) =>
      svgText(text, { x: round(at), y: top + 18 + 14 * row, size: LABEL_SIZE, fill: palette.muted, anchor: "middle" }),
    );
    return [`<path d="M${x} ${top}v5" stroke="${palette.axisLine}"/>`, ...lines].join("\n");
  });
  return [`<path d="M${left} ${top}H${right}" stroke="${palette.axisLine}"/>`, ...ticks].join("\n");
}

function gutterOf(figure: GatesFigure, width: number): number {
  const names = figure.panels.flatMap((panel) => panel.rowNames.map((name) => textWidth(name, LABEL_SIZE - 1)));
  const ticks = tickLabels(figure, SERIES.usual).map(({ text }) => textWidth(text, LABEL_SIZE - 1));
  const widest = [...names, ...ticks].reduce((most, one) => Math.max(most, one), 0);
  return MARGIN + Math.ceil(Math.min(Math.max(28, widest + 8), 0.24 * width, 200));
}

function frameOf(figure: GatesFigure, theme: Theme, width: number): Frame {
  return { figure, theme, palette: PALETTES[theme], left: gutterOf(figure, width), right: width - MARGIN };
}

/** Pixels of all that does not grow with the picture. */
function fixedHeight(frame: Frame, width: number): number {
  const heads = frame.figure.panels.map((panel) => panelHead(panel, frame, 0).height + GAP);
  const head = headMarkup(frame.figure, frame.palette, width).height;
  return head + seriesHead(frame, 0).height + GAP + heads.reduce((sum, one) => sum + one, 0) + AXIS_HEIGHT;
}

const bodiesOf = (figure: GatesFigure, of: (panel: HeatPanel) => number, series: number) =>
  figure.panels.reduce((sum, panel) => sum + of(panel), series);

/** The height that suits a figure of a width when none is asked for. */
export function gatesHeight(figure: GatesFigure, width: number): number {
  const bodies = bodiesOf(figure, usualBody, SERIES.usual);
  return Math.min(10_000, Math.ceil(fixedHeight(frameOf(figure, "light", width), width) + bodies));
}

/**
 * A figure as one self-contained SVG document; the same figure, size and theme give the same bytes.
 *
 * Errors: E_ARGUMENT for a height that the panels do not fit into.
 */
export function gatesSvg(figure: GatesFigure, { width, height }: SvgSize, theme: Theme, words: Words): string {
  const frame = frameOf(figure, theme, width);
  const { palette } = frame;
  const fixed = fixedHeight(frame, width);
  const [usual, least] = [bodiesOf(figure, usualBody, SERIES.usual), bodiesOf(figure, leastBody, SERIES.least)];
  const spare = height - fixed - least;
  if (spare < 0)
    throw new SluiceError("E_ARGUMENT", {
      where: "chart, height",
      expected: `at least ${Math.ceil(fixed + least)} pixels for ${figure.panels.length + 1} panels ${width} pixels wide`,
      got: String(height),
      hint: "no height, which gives one that suits",
    });
  // Bodies share what is left beyond their least heights as their usual ones would.
  const share = usual > least ? spare / (usual - least) : 0;
  const bodyOf = (usually: number, atLeast: number) => atLeast + share * (usually - atLeast);
  const head = headMarkup(figure, palette, width);
  const parts = [head.markup];
  let y = head.height;
  const series = seriesHead(frame, y);
  const seriesHeight = bodyOf(SERIES.usual, SERIES.least);
  parts.push(series.markup, seriesBody(frame, y + series.height, seriesHeight, words));
  y += series.height + seriesHeight + GAP;
  for (const panel of figure.panels) {
    const own = panelHead(panel, frame, y);
    const body = bodyOf(usualBody(panel), leastBody(panel));
    parts.push(own.markup, heatMarkup(panel, frame, y + own.height, body));
    y += own.height + body + GAP;
  }
  parts.push(axisMarkup(frame, round(y - GAP + 4)));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" lang="${words.tag}" role="img" aria-label="${escapeMarkup(figure.heading)}" font-family="${escapeMarkup(FONT_FAMILY)}">
<title>${escapeMarkup(figure.heading)}</title>
<desc>${escapeMarkup(figureSummary(figure))}</desc>
<rect width="${width}" height="${height}" fill="${palette.background}"/>
${parts.filter((part) => part !== "").join("\n")}
</svg>
`;
}
