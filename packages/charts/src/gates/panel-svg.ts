import { escapeMarkup } from "../markup.ts";
import { joined } from "../plot-svg.ts";
import { MARGIN, round, svgText } from "../svg-header.ts";
import { fitText, LABEL_SIZE, textWidth, wrapText } from "../text-width.ts";
import { RAMP_LEVELS, rampBytes } from "./color-ramp.ts";
import type { HeatPanel } from "./figure.ts";
import { heatPixels, NO_VALUE } from "./heat-pixels.ts";
import { indexedPng } from "./indexed-png.ts";
import { aheadShade, type Block, type Frame } from "./svg-frame.ts";

const LINE = 18;
const BAR_WIDTH = 80;
const BAR_PARTS = 40;
const PANEL_TITLE = 13;
/** Heights in pixels: usual, and the least that can be read. */
const COLUMN_ROW = { usual: 18, least: 6 };
const UNIT_ROW = { usual: 8, thickest: 20, mostOfAll: 200, leastOfAll: 16 };

/** The part of the gutter that names may take by our font's widths: a reader's may be wider. */
export const NAME_SHARE = 0.92;

/** The height of a panel's rows when there is room. Units: pixels. */
export function usualBody(panel: HeatPanel): number {
  const rows = panel.rowNames.length;
  if (panel.rowsAre === "columns") return rows * COLUMN_ROW.usual;
  return Math.min(UNIT_ROW.mostOfAll, Math.max(rows * UNIT_ROW.usual, Math.min(3, rows) * UNIT_ROW.thickest));
}

/** The least height of a panel's rows. Units: pixels. */
export function leastBody(panel: HeatPanel): number {
  return panel.rowsAre === "columns" ? panel.rowNames.length * COLUMN_ROW.least : UNIT_ROW.leastOfAll;
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
        svgText(fitText(name, size, NAME_SHARE * (left - MARGIN - 6)), {
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

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** The rows of a panel, and their names. */
export function heatMarkup(panel: HeatPanel, frame: Frame, top: number, height: number): string {
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
export function panelHead(panel: HeatPanel, frame: Frame, top: number): Block {
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
