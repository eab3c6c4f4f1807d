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
  /** A band of the same name, shown behind the stroke and hidden with it. */
  band?: { series: string; opacity: number };
}

/** The entries of a plot's legend: lines, then bands from the outermost inwards. */
export function legendEntries(plot: Plot, palette: Palette): LegendEntry[] {
  const lines = plot.lines.map((line, index): LegendEntry => {
    const band = plot.bands.findIndex(({ ofLine }) => ofLine === index);
    return {
      series: `line-${index}`,
      name: line.name,
      color: toneColor(line.tone, palette),
      dash: line.dash,
      width: line.width,
      opacity: 1,
      filled: false,
      ...(band === -1 ? {} : { band: { series: `band-${band}`, opacity: BAND_OPACITY } }),
    };
  });
  const bands = plot.bands.map(
    (band, index): LegendEntry => ({
      series: `band-${index}`,
      name: band.name,
      color: toneColor(band.tone, palette),
      dash: [],
      width: 0,
      opacity: Number((1 - (1 - BAND_OPACITY) ** (band.depth + 1)).toFixed(3)),
      filled: true,
    }),
  );
  return [...lines, ...bands.filter((_, index) => plot.bands[index]!.ofLine === undefined)];
}

/** Width and height of the sample in front of an entry's name, in pixels. */
export const SAMPLE = { width: 28, height: 12 };

/** The sample of an entry as SVG, its upper left corner at (x, y). */
export function legendSample(entry: LegendEntry, x: number, y: number): string {
  const { width, height } = SAMPLE;
  const box = (opacity: number) =>
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="2" fill="${entry.color}" fill-opacity="${opacity}"/>`;
  if (entry.filled) return box(entry.opacity);
  const dash = entry.dash.length === 0 ? "" : ` stroke-dasharray="${entry.dash.join(" ")}"`;
  const middle = y + height / 2;
  const behind = entry.band === undefined ? "" : box(entry.band.opacity);
  return `${behind}<path d="M${x} ${middle}h${width}" fill="none" stroke="${entry.color}" stroke-width="${entry.width}"${dash}/>`;
}
