import { type LegendEntry, legendSample, SAMPLE } from "./legend.ts";
import { escapeMarkup } from "./markup.ts";
import type { Palette } from "./palette.ts";
import { fitText, textWidth, wrapText } from "./text-width.ts";
import type { Words } from "./words.ts";

export const MARGIN = 16;
export const TITLE_SIZE = 16;
const LEGEND = { size: 12, line: 20, gap: 20, indent: SAMPLE.width + 7 };

/** A text with its baseline at (x, y). */
export function svgText(
  text: string,
  at: { x: number; y: number; size: number; fill: string; bold?: boolean; anchor?: "start" | "middle" | "end" },
): string {
  const weight = at.bold ? ` font-weight="600"` : "";
  const anchor = at.anchor === undefined || at.anchor === "start" ? "" : ` text-anchor="${at.anchor}"`;
  return `<text x="${at.x}" y="${at.y}" font-size="${at.size}"${weight}${anchor} fill="${at.fill}">${escapeMarkup(text)}</text>`;
}

interface Placed {
  entry: LegendEntry | undefined;
  text: string;
  x: number;
  row: number;
}

/** Entries side by side, wrapped into rows; past the last row a count stands for the rest. */
function placeEntries(entries: readonly LegendEntry[], width: number, maxRows: number, words: Words): Placed[] {
  const room = width - 2 * MARGIN;
  const placed: Placed[] = [];
  let [x, row] = [0, 0];
  for (const [index, entry] of entries.entries()) {
    const rest = entries.length - index;
    const more = words.more(rest);
    const moreWidth = rest > 1 ? LEGEND.gap + textWidth(more, LEGEND.size) : 0;
    const sizeOf = (text: string) => LEGEND.indent + textWidth(text, LEGEND.size);
    let text = fitText(entry.name, LEGEND.size, Math.min(room, 420) - LEGEND.indent);
    if (x > 0 && row < maxRows - 1 && x + sizeOf(text) > room) [x, row] = [0, row + 1];
    // In the last row the count of the rest must still fit behind each entry but the last.
    if (row === maxRows - 1 && x + sizeOf(text) + moreWidth > room) {
      if (x > 0) return [...placed, { entry: undefined, text: more, x, row }];
      text = fitText(entry.name, LEGEND.size, room - LEGEND.indent - moreWidth);
    }
    placed.push({ entry, text, x, row });
    x += sizeOf(text) + LEGEND.gap;
  }
  return placed;
}

/** What stands above a plot, or above several. */
export interface HeaderContent {
  title: string;
  titleSize: number;
  entries: readonly LegendEntry[];
  words: Words;
}

/** Title and legend, and how high they are. */
export function svgHeader(content: HeaderContent, palette: Palette, size: { width: number; height: number }) {
  const { title, titleSize, entries, words } = content;
  const parts: string[] = [];
  let y = MARGIN - 2;
  if (title !== "") {
    for (const line of wrapText(title, titleSize, size.width - 2 * MARGIN, 2)) {
      parts.push(svgText(line, { x: MARGIN, y: y + titleSize, size: titleSize, fill: palette.text, bold: true }));
      y += titleSize + 6;
    }
    y += 4;
  }
  const maxRows = Math.max(1, Math.floor((size.height / 3 - y) / LEGEND.line));
  const placed = placeEntries(entries, size.width, maxRows, words);
  for (const { entry, text, x, row } of placed) {
    const top = y + row * LEGEND.line;
    if (entry !== undefined) parts.push(legendSample(entry, MARGIN + x, top + (LEGEND.line - SAMPLE.height) / 2));
    const left = MARGIN + x + (entry === undefined ? 0 : LEGEND.indent);
    parts.push(svgText(text, { x: round(left), y: top + 14.5, size: LEGEND.size, fill: palette.text }));
  }
  if (placed.length > 0) y += (placed.at(-1)!.row + 1) * LEGEND.line;
  return { markup: parts.join("\n"), height: y + 6 };
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
