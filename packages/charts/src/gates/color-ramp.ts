import type { Theme } from "../palette.ts";

/** `share`: from 0 to 1. `signed`: around 0. */
export type RampKind = "share" | "signed";

/**
 * Colours at equal distances along a scale, between which they change evenly.
 *
 * Lightness (OKLab) is even along each, and one hue stands for one sign: purple for shares, blue below 0 and orange above. So they are
 * told apart with every common kind of colour blindness, and shares without any colour at all. The middle and the closed end
 * are near the page, light or dark.
 */
export const RAMPS: Readonly<Record<RampKind, Readonly<Record<Theme, readonly string[]>>>> = {
  share: {
    light: ["#f4f2f8", "#ddd5ee", "#c6b9e1", "#af9dd3", "#9982c4", "#8367b2", "#6e4ea0", "#5a348c", "#461878"],
    dark: ["#292333", "#3f3355", "#574576", "#6f5995", "#876fb1", "#9f87cb", "#b7a1e1", "#cfbcf3", "#e6daff"],
  },
  signed: {
    light: ["#1e70af", "#5991c3", "#8bb2d6", "#bed3e7", "#f3f3f3", "#e7c8ba", "#d69f85", "#c17651", "#ab4c12"],
    dark: ["#71c1f7", "#5e98c0", "#4c718b", "#3a4c59", "#292929", "#594435", "#8a6242", "#bf8150", "#f5a15e"],
  },
};

export const RAMP_LEVELS = 256;

/** Red, green and blue of 256 levels of a ramp, three bytes each. */
export function rampBytes(kind: RampKind, theme: Theme): Uint8Array {
  const stops = RAMPS[kind][theme].map((stop) => [1, 3, 5].map((at) => Number.parseInt(stop.slice(at, at + 2), 16)));
  const bytes = new Uint8Array(3 * RAMP_LEVELS);
  for (let level = 0; level < RAMP_LEVELS; level++) {
    const place = (level / (RAMP_LEVELS - 1)) * (stops.length - 1);
    const below = Math.min(Math.floor(place), stops.length - 2);
    for (let channel = 0; channel < 3; channel++) {
      const [from, to] = [stops[below]![channel]!, stops[below + 1]![channel]!];
      bytes[3 * level + channel] = Math.round(from + (place - below) * (to - from));
    }
  }
  return bytes;
}

/** The level of a value on a scale, 0 to 255; values beyond its ends have theirs. */
export function rampLevel(value: number, low: number, high: number): number {
  const share = (value - low) / (high - low);
  return Math.round(Math.min(1, Math.max(0, share)) * (RAMP_LEVELS - 1));
}
