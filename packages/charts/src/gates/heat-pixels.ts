import { RAMP_LEVELS, rampLevel } from "./color-ramp.ts";
import type { HeatPanel } from "./figure.ts";

/** The level that stands for no value: scales give theirs up to 254. */
export const NO_VALUE = RAMP_LEVELS - 1;

/**
 * The levels of a panel's colours on a grid of pixels, at most one for each step and row: where there are fewer pixels, each is the
 * mean of what falls on it.
 *
 * Shapes: [height · width]
 */
export function heatPixels(panel: HeatPanel, steps: number, width: number, height: number): Uint8Array {
  const { values, rowNames, scale } = panel;
  const rows = rowNames.length;
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.floor((y * rows) / height), Math.floor(((y + 1) * rows) / height)];
    for (let x = 0; x < width; x++) {
      const [from, to] = [Math.floor((x * steps) / width), Math.floor(((x + 1) * steps) / width)];
      let [sum, count] = [0, 0];
      for (let row = top; row < bottom; row++)
        for (let step = from; step < to; step++) {
          const value = values[row * steps + step]!;
          if (!Number.isFinite(value)) continue;
          sum += value;
          count++;
        }
      const level = count === 0 ? NO_VALUE : rampLevel(sum / count, scale.low, scale.high);
      pixels[y * width + x] = count === 0 ? NO_VALUE : Math.min(level, NO_VALUE - 1);
    }
  }
  return pixels;
}
