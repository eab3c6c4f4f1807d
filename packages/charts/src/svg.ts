import { type LegendEntry, legendEntries } from "./legend.ts";
import { escapeMarkup } from "./markup.ts";
import { PALETTES, type Palette, type Theme } from "./palette.ts";
import type { Plot, Sheet } from "./plot.ts";
import { FONT_FAMILY } from "./plot-option.ts";
import { joined, plotMarkup, type SvgSize } from "./plot-svg.ts";
import { sheetSummary } from "./summary.ts";
import { round, svgHeader, TITLE_SIZE } from "./svg-header.ts";

/** Panels narrower than this stand below each other. */
const PANEL_WIDTH = 400;
const PANEL_TITLE_SIZE = 13;

/** FNV-1a, 32 bits: clip paths of two charts on one page must not share names. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** Whether all plots have the same legend, so that one can stand above all of them. */
function sharedEntries(plots: readonly Plot[], palette: Palette): LegendEntry[] | undefined {
  const [first, ...others] = plots.map((plot) => legendEntries(plot, palette));
  return others.every((entries) => JSON.stringify(entries) === JSON.stringify(first)) ? first : undefined;
}

function columnsOf(sheet: Sheet, width: number): number {
  return Math.min(sheet.plots.length, Math.max(1, Math.floor(width / PANEL_WIDTH)));
}

/** The height that suits a sheet of a width when none is asked for. */
export function usualHeight(sheet: Sheet, width: number): number {
  const rows = Math.ceil(sheet.plots.length / columnsOf(sheet, width));
  return rows === 1 ? 500 : Math.min(10_000, 60 + 360 * rows);
}

/** Panels side by side as far as they have room, under one title and, when they share it, one legend. */
function panelsMarkup(sheet: Sheet, palette: Palette, size: SvgSize): string {
  const shared = sharedEntries(sheet.plots, palette);
  const above = { title: sheet.title, titleSize: TITLE_SIZE, entries: shared ?? [], words: sheet.words };
  const header = svgHeader(above, palette, size);
  const columns = columnsOf(sheet, size.width);
  const rows = Math.ceil(sheet.plots.length / columns);
  const top = header.markup === "" ? 0 : header.height - 6;
  const box = { width: Math.floor(size.width / columns), height: Math.floor((size.height - top) / rows) };
  const panels = sheet.plots.map((plot, index) => {
    const entries = shared === undefined ? legendEntries(plot, palette) : [];
    const markup = plotMarkup(plot, palette, box, { titleSize: PANEL_TITLE_SIZE, entries });
    const [x, y] = [(index % columns) * box.width, top + Math.floor(index / columns) * box.height];
    return `<g transform="translate(${x} ${round(y)})">\n${markup.replace(/="(url\(#)?clip-(\d+\)?)"/g, `="$1clip-${index}-$2"`)}\n</g>`;
  });
  return joined([header.markup, ...panels]);
}

/** A sheet as one self-contained SVG document; the same sheet, size and theme give the same bytes. */
export function sheetSvg(sheet: Sheet, size: SvgSize, theme: Theme): string {
  const palette = PALETTES[theme];
  const [first, second] = sheet.plots;
  const body =
    second === undefined
      ? plotMarkup(first!, palette, size, { titleSize: TITLE_SIZE, entries: legendEntries(first!, palette) })
      : panelsMarkup(sheet, palette, size);
  const id = `sluice-${fingerprint(body)}`;
  const { width, height } = size;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" lang="${sheet.words.tag}" role="img" aria-labelledby="${id}-title ${id}-text" font-family="${escapeMarkup(FONT_FAMILY)}">
<title id="${id}-title">${escapeMarkup(sheet.heading)}</title>
<desc id="${id}-text">${escapeMarkup(sheetSummary(sheet))}</desc>
<rect width="${width}" height="${height}" fill="${palette.background}"/>
${body.replace(/="(url\(#)?clip-([\d-]+\)?)"/g, `="$1${id}-clip-$2"`)}
</svg>
`;
}
