import type { Palette } from "./palette.ts";
import { BAND_OPACITY, type Plot, toneColor } from "./plot.ts";

/** One entry of a legend: a stroke for a line, a filled box for a band. */
export interface LegendEntry {
  /** The name of the ECharts series that it stands for. */
  series: string;
  name: string;
  color: string;
  dash: readonly number[];
  width: number;
  /** 1 for lines; what the overlapping bands add up to for bands. */
  opacity: number;
  filled: boolean;
}

/** The entries of a plot's legend: lines, then bands from the outermost inwards. */
export function legendEntries(plot: Plot, palette: Palette): LegendEntry[] {
  return [
    ...plot.lines.map((line, index) => ({
      series: `line-${index}`,
      name: line.name,
      color: toneColor(line.tone, palette),
      dash: line.dash,
      width: line.width,
      opacity: 1,
      filled: false,
    })),
    ...plot.bands.map((band, index) => ({
      series: `band-${index}`,
      name: band.name,
      color: toneColor(band.tone, palette),
      dash: [],
      width: 0,
      opacity: Number((1 - (1 - BAND_OPACITY) ** (band.depth + 1)).toFixed(3)),
      filled: true,
    })),
  ];
}

/** Width and height of the sample in front of an entry's name, in pixels. */
export const SAMPLE = { width: 28, height: 12 };

/** The sample of an entry as SVG, its upper left corner at (x, y). */
export function legendSample(entry: LegendEntry, x: number, y: number): string {
  const { width, height } = SAMPLE;
  if (entry.filled) {
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="2" fill="${entry.color}" fill-opacity="${entry.opacity}"/>`;
  }
  const dash = entry.dash.length === 0 ? "" : ` stroke-dasharray="${entry.dash.join(" ")}"`;
  const middle = y + height / 2;
  return `<path d="M${x} ${middle}h${width}" fill="none" stroke="${entry.color}" stroke-width="${entry.width}"${dash}/>`;
}
