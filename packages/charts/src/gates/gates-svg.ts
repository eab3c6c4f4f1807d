import { SluiceError } from "@sluice/core";
import { escapeMarkup } from "../markup.ts";
import { PALETTES, type Palette, type Theme } from "../palette.ts";
import { FONT_FAMILY } from "../plot-option.ts";
import type { SvgSize } from "../plot-svg.ts";
import { MARGIN, round, svgText, TITLE_SIZE } from "../svg-header.ts";
import { LABEL_SIZE, textWidth, wrapText } from "../text-width.ts";
import { fittingLevel, tickTexts } from "../tick-level.ts";
import type { Words } from "../words.ts";
import type { GatesFigure, HeatPanel } from "./figure.ts";
import { figureSummary } from "./figure-summary.ts";
import { heatMarkup, leastBody, NAME_SHARE, panelHead, usualBody } from "./panel-svg.ts";
import { seriesBody, seriesHead, tickLabels } from "./series-svg.ts";
import { type Block, type Frame, stepX } from "./svg-frame.ts";

const GAP = 12;
const AXIS_HEIGHT = 42;
const MOST_WARNINGS = 4;
/** Heights in pixels: usual, and the least that can be read. */
const SERIES = { usual: 150, least: 60 };

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
  return MARGIN + Math.ceil(Math.min(Math.max(28, widest / NAME_SHARE + 8), 0.24 * width, 200));
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
