import { type CellWiring, SluiceError, type ValueRole } from "@sluice/core";
import { cleanText, escapeMarkup } from "../markup.ts";
import { PALETTES, type Palette, type Theme } from "../palette.ts";
import { FONT_FAMILY } from "../plot-option.ts";
import { fitText, textWidth } from "../text-width.ts";
import { drawCell, type Paint } from "./draw-cell.ts";
import { type Direction, type Layout, layoutCell } from "./layout.ts";
import { equationMarkup, equationWidth, nameText } from "./name-text.ts";
import { nodeShape } from "./node-shape.ts";
import type { DiagramWords } from "./words.ts";

/** What a picture of a cell shows, apart from size and theme. */
export interface CellPicture {
  readonly title: string;
  readonly wiring: CellWiring;
  readonly words: DiagramWords;
  /** For `lang` attributes. */
  readonly tag: string;
}

const MARGIN = 20;
const TITLE = 18;
const EQUATION = 13;
const EQUATION_LINE = 22;
const LEGEND_LINE = 26;
const COLUMN_GAP = 40;
const ROLES: readonly ValueRole[] = ["gate", "candidate", "state", "value"];

export const paintOf = (palette: Palette): Paint => ({
  background: palette.background,
  text: palette.text,
  muted: palette.muted,
  wire: palette.axisLine,
  gate: palette.actual,
  candidate: palette.forecast,
  state: palette.fitted,
  value: palette.axisLine,
});

/** A cell's layout with room for what its nodes show. */
export function layoutOf(
  wiring: CellWiring,
  words: DiagramWords,
  options: { direction: Direction; hasNumber: (id: string) => boolean },
): Layout {
  return layoutCell(
    wiring,
    wiring.nodes.map((node) => nodeShape(node, words, options.hasNumber(node.id))),
    options.direction,
  );
}

/** The equations of a cell in the order of its text; empty for a cell from code. */
export const equationsOf = ({ nodes }: CellWiring): string[] =>
  nodes.flatMap((node) => (node.kind === "value" && node.equation !== null ? [node.equation] : []));

/** What a reader who does not see the drawing is told. */
export function describeCell({ wiring, words }: Pick<CellPicture, "wiring" | "words">): string {
  const named = (kinds: readonly string[]) =>
    wiring.nodes
      .filter((node) => kinds.includes(node.kind))
      .map((node) => nodeName(node))
      .join(", ");
  const equations = equationsOf(wiring);
  const [inputs, states] = [named(["input"]), named(["next"])];
  return [
    inputs === "" ? "" : words.reads(inputs),
    states === "" ? "" : words.carries(states),
    equations.length === 0 ? "" : words.computes(equations.map(cleanText).join(words.separator)),
    words.gives(named(["output"])),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** The plain name of a node. */
export function nodeName(node: CellWiring["nodes"][number]): string {
  if (node.kind === "operator") return node.label;
  if (node.kind === "input") {
    const time = node.previous ? "t-1" : "t";
    if (node.columnName !== null)
      return node.previous ? `${cleanText(node.columnName)}, ${time}` : cleanText(node.columnName);
    return `x_${node.previous ? "{t-1}" : "t"}${node.column === null ? "" : `[${node.column}]`}`;
  }
  const { base, below } = nameText(node.name, "none");
  const name = below === "" ? base : `${base}_${below}`;
  return node.kind === "previous"
    ? `${name}_{t-1}`
    : node.kind === "next" || node.kind === "output"
      ? name
      : `${name}_t`;
}

/** A picture as an SVG document, as wide as it needs to be or as asked; the height follows. */
export function pictureSvg(
  picture: CellPicture,
  theme: Theme,
  asked?: number,
): { svg: string; width: number; height: number } {
  const { wiring, words, tag } = picture;
  const palette = PALETTES[theme];
  const paint = paintOf(palette);
  const layout = layoutOf(wiring, words, { direction: "right", hasNumber: () => false });
  const inner = Math.max(layout.width, 420);
  const parts: string[] = [];
  let y = MARGIN;
  if (picture.title !== "") {
    const title = fitText(picture.title, TITLE, inner);
    parts.push(text(escapeMarkup(title), { x: MARGIN, y: y + TITLE - 3, size: TITLE, fill: paint.text, bold: true }));
    y += TITLE + 16;
  }
  const left = MARGIN + Math.round((inner - layout.width) / 2);
  parts.push(`<g transform="translate(${left} ${y})">\n${drawCell(layout, { paint, direction: "right" })}\n</g>`);
  y += layout.height + 14;
  const legend = legendMarkup(wiring, words, paint, { y, width: inner });
  parts.push(legend.markup);
  y = legend.bottom;
  const equations = equationsMarkup(equationsOf(wiring), paint, { y, width: inner });
  parts.push(equations.markup);
  y = equations.bottom;
  const [natural, high] = [inner + 2 * MARGIN, y + MARGIN - 8];
  const width = asked ?? natural;
  const height = Math.round((high * width) / natural);
  const heading = picture.title === "" ? words.titleOf(cleanText(wiring.name)) : picture.title;
  const id = `sluice-cell-${fingerprint(parts.join(""))}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${natural} ${high}" lang="${tag}" role="img" aria-labelledby="${id}-title ${id}-text" font-family="${escapeMarkup(FONT_FAMILY)}">
<title id="${id}-title">${escapeMarkup(heading)}</title>
<desc id="${id}-text">${escapeMarkup(describeCell(picture))}</desc>
<rect width="${natural}" height="${high}" fill="${paint.background}"/>
${parts.filter((part) => part !== "").join("\n")}
</svg>
`;
  return { svg, width, height };
}

const text = (content: string, at: { x: number; y: number; size: number; fill: string; bold?: boolean }) =>
  `<text x="${at.x}" y="${at.y}" font-size="${at.size}"${at.bold ? ` font-weight="600"` : ""} fill="${at.fill}">${content}</text>`;

interface Place {
  readonly y: number;
  readonly width: number;
}

/** Which colour is what, of the roles that occur. */
function legendMarkup({ nodes }: CellWiring, words: DiagramWords, paint: Paint, { y, width }: Place) {
  const used = ROLES.filter((role) => nodes.some((node) => node.kind === "value" && node.role === role));
  let [x, top] = [0, y];
  const entries = used.map((role) => {
    const label = words.roles[role];
    const room = 22 + textWidth(label, 12) * 1.08 + 26;
    if (x > 0 && x + room - 26 > width) [x, top] = [0, top + LEGEND_LINE - 4];
    const at = MARGIN + x;
    x = Math.round(x + room);
    return `<rect x="${at}" y="${top + 2}" width="15" height="15" rx="4" fill="${paint[role]}" fill-opacity="0.13" stroke="${paint[role]}" stroke-width="1.8"/>${text(escapeMarkup(label), { x: at + 22, y: top + 14, size: 12, fill: paint.muted })}`;
  });
  return { markup: entries.join("\n"), bottom: used.length === 0 ? y : top + LEGEND_LINE + 4 };
}

/** The equations, in two columns where there is room for them. */
function equationsMarkup(equations: readonly string[], paint: Paint, { y, width }: Place) {
  const widest = Math.max(0, ...equations.map((equation) => equationWidth(equation, EQUATION)));
  const columns = equations.length > 3 && 2 * widest + COLUMN_GAP <= width ? 2 : 1;
  const rows = Math.ceil(equations.length / columns);
  const size = Math.min(EQUATION, (EQUATION * width) / Math.max(1, widest));
  const lines = equations.map((equation, i) => {
    const x = MARGIN + Math.floor(i / rows) * Math.round(width / 2);
    const at = { x, y: y + (i % rows) * EQUATION_LINE + 14, size: Math.floor(size * 10) / 10, fill: paint.text };
    return text(equationMarkup(equation, at.size), at);
  });
  return { markup: lines.join("\n"), bottom: y + rows * EQUATION_LINE };
}

/** FNV-1a, 32 bits: titles of two pictures on one page must not share names. */
function fingerprint(content: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < content.length; i++) hash = Math.imul(hash ^ content.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** Errors: E_ARGUMENT for a width that cannot be. */
export function checkWidth(width: number | undefined): void {
  if (width === undefined || (Number.isInteger(width) && width >= 240 && width <= 10_000)) return;
  throw new SluiceError("E_ARGUMENT", {
    where: "cell diagram, width",
    expected: "whole pixels from 240 to 10000",
    got: String(width),
  });
}
