import { cutOff } from "./column-scale.ts";
import type { InputColumn } from "./input-columns.ts";
import type { Origin } from "./origins.ts";
import type { SeriesView } from "./series-view.ts";

/** The sizes of one example. */
export interface Layout {
  /** T */
  readonly lookback: number;
  /** K: steps that the network forecasts at once. */
  readonly steps: number;
  /** What the cell reads, F columns. */
  readonly inputs: readonly InputColumn[];
  /** C: places among the panel's known columns, in the order in which the network sees them. */
  readonly known: readonly number[];
  /** A window's level is the mean of the anchor over so many steps ahead. */
  readonly season: number;
}

/** Known values ahead, scaled: [C][K] for every row, C as the panel has them. Where missing, the values of the series itself. */
export type ScaledAhead = readonly (readonly Float64Array[])[];

/** What a network sees of a known column at a step ahead. */
export const KNOWN_PARTS = 3;

/**
 * Windows as arrays for a network, without level and unit:
 *
 *   past    (z − r)/scale · surprise/scale · scaled columns       r: the mean anchor over a season ahead
 *   future  n · x · n·(a − r)/scale       for every known column x and step: n is x minus what the anchor's way expects of it,
 *                                         the last what it may do more on a high day than on a low one
 *   target  (z − a)/scale                 a: the anchor
 *
 * Shapes: past [B, T, F]; future [B, K·3C]; target [B, K].
 */
export interface Examples {
  readonly rows: number;
  readonly past: Float32Array;
  readonly future: Float32Array;
  readonly target: Float32Array;
  /** [K] on the view's scale, for every row. */
  readonly anchors: readonly Float64Array[];
}

export function examples(origins: readonly Origin[], layout: Layout, ahead?: ScaledAhead): Examples {
  const { lookback, steps, inputs, known } = layout;
  const rows = origins.length;
  const past = new Float32Array(rows * lookback * inputs.length);
  const future = new Float32Array(rows * steps * KNOWN_PARTS * known.length);
  const target = new Float32Array(rows * steps);
  const anchors = origins.map((one, row) => {
    const { view, origin } = one;
    const expected = view.anchor(origin, Math.max(steps, layout.season));
    const level = meanOf(expected.subarray(0, layout.season));
    const anchor = expected.subarray(0, steps);
    writePast(past, row * lookback * inputs.length, { ...one, level, layout });
    const { scale } = view.fit;
    const shape = anchor.map((a) => cutOff((a - level) / scale));
    writeFuture(future, row * steps * KNOWN_PARTS * known.length, { ...one, shape, ahead: ahead?.[row], known });
    for (let k = 0; k < steps && origin + k < view.length; k++)
      target[row * steps + k] = cutOff((view.z[origin + k]! - anchor[k]!) / scale);
    return anchor;
  });
  return { rows, past, future, target, anchors };
}

function writePast(out: Float32Array, at: number, window: Origin & { level: number; layout: Layout }): void {
  const { view, origin, level, layout } = window;
  for (let step = origin - layout.lookback; step < origin; step++) {
    for (const input of layout.inputs) out[at++] = cutOff(valueAt(view, step, { input, level }));
  }
}

function valueAt(view: SeriesView, step: number, { input, level }: { input: InputColumn; level: number }): number {
  switch (input.role) {
    case "target":
      return (view.z[step]! - level) / view.fit.scale;
    case "surprise":
      return view.surprise[step]! / view.fit.scale;
    case "known":
      return view.known[input.index]!.values[step]!;
    case "past":
      return view.past[input.index]![step]!;
    case "static":
      return view.data.static[input.index]!;
  }
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

interface FutureWindow extends Origin {
  readonly shape: Float64Array;
  readonly ahead: readonly Float64Array[] | undefined;
  readonly known: readonly number[];
}

function writeFuture(out: Float32Array, start: number, { view, origin, shape, ahead, known }: FutureWindow): void {
  const steps = shape.length;
  known.forEach((index, c) => {
    const column = view.known[index]!;
    const expected = column.expected(origin, steps);
    const given = ahead === undefined ? column.values.subarray(origin, origin + steps) : ahead[index]!;
    for (let k = 0; k < steps; k++) {
      // Past the end of what is known, what was expected counts as what comes.
      const value = given[k] ?? expected[k]!;
      const news = cutOff(value - expected[k]!);
      const at = start + KNOWN_PARTS * (k * known.length + c);
      out[at] = news;
      out[at + 1] = cutOff(value);
      out[at + 2] = cutOff(news * shape[k]!);
    }
  });
}
