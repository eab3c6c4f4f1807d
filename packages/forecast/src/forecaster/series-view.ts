import { Anchor, leastForecast } from "./anchor.ts";
import { type ColumnScale, columnScale } from "./column-scale.ts";
import { nearExp, nearLog } from "./near-log.ts";
import type { Recipe } from "./smoothing.ts";

/** A series of a panel, complete: what a forecaster learns from and keeps. N steps. */
export interface SeriesData {
  readonly id: string;
  /** [N] in the units of the table. */
  readonly target: Float64Array;
  /** [N] each, in the units of the table. */
  readonly known: readonly Float64Array[];
  /** [N] each, in the units of the table. */
  readonly past: readonly Float64Array[];
  /** One value each, scaled over the panel. */
  readonly static: Float64Array;
}

/** What fitting found out about a series. Plain data, saved with models. */
export interface SeriesFit {
  readonly recipes: readonly Recipe[];
  /** The anchor's mean absolute error in the training span, on the view's scale: the unit of what networks see. */
  readonly scale: number;
}

/**
 * A series as networks see it: values and anchor on one scale, logarithmic where most of the recipes are.
 *
 *   z_t = log(y_t / unit)  or  y_t / unit
 *
 * `unit` is a power of two, so that dividing by it and back loses nothing.
 */
export class SeriesView {
  readonly data: SeriesData;
  readonly fit: SeriesFit;
  /** [N] */
  readonly z: Float64Array;
  /** [N] z minus what the anchor expected one step before; 0 where there is no season of values yet. */
  readonly surprise: Float64Array;
  readonly known: readonly KnownView[];
  /** [N] each, scaled. */
  readonly past: readonly Float64Array[];
  readonly isConstant: boolean;
  readonly #pastScales: readonly ColumnScale[];
  readonly #unit: number;
  readonly #log: boolean;
  readonly #least: number;
  readonly #anchor: Anchor;

  /** `before` is the view that this one continues: what its columns' scales were learnt from. */
  constructor(data: SeriesData, fit: SeriesFit, before?: SeriesView) {
    const { recipes } = fit;
    this.data = data;
    this.fit = fit;
    this.#unit = before === undefined ? unitOf(data.target) : before.#unit;
    const values = data.target.map((value) => value / this.#unit);
    this.isConstant = values.every((value) => value === values[0]);
    this.#log = 2 * recipes.filter(({ log }) => log).length >= recipes.length;
    this.#least = leastForecast(values);
    this.#anchor = new Anchor(values, recipes);
    this.z = values.map((value) => this.#toScale(value));
    this.surprise = new Float64Array(values.length);
    const from = Math.max(2, ...recipes.map(({ season }) => season));
    for (let t = from; t < values.length; t++) this.surprise[t] = this.z[t]! - this.#toScale(this.#anchor.next(t));
    const scales = before === undefined ? data.known.map(columnScale) : before.known.map(({ scale }) => scale);
    this.known = data.known.map((column, c) => new KnownView(column, scales[c]!, recipes));
    this.#pastScales = before === undefined ? data.past.map(columnScale) : before.#pastScales;
    this.past = data.past.map((column, c) => this.#pastScales[c]!(column));
  }

  /** The view with one more step, as if it had been observed. Units: those of the table. */
  continued(step: { target: number; known: readonly number[]; past: readonly number[] }): SeriesView {
    const { target, known, past } = this.data;
    const data = {
      ...this.data,
      target: appended(target, step.target),
      known: known.map((column, c) => appended(column, step.known[c]!)),
      past: past.map((column, c) => appended(column, step.past[c]!)),
    };
    return new SeriesView(data, this.fit, this);
  }

  get length(): number {
    return this.z.length;
  }

  /** [steps] The anchor's forecast from an origin, on the view's scale. */
  anchor(origin: number, steps: number): Float64Array {
    const forecast = new Float64Array(steps);
    this.#anchor.forecast(origin, forecast);
    return forecast.map((value) => this.#toScale(value));
  }

  /** A value of the view's scale in the units of the table; always finite. */
  toUnits(z: number): number {
    if (this.isConstant) return this.data.target[0]!;
    const value = (this.#log ? nearExp(z) : Math.max(this.#least, z)) * this.#unit;
    return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
  }

  #toScale(value: number): number {
    return this.#log ? nearLog(Math.max(this.#least, value)) : value;
  }
}

/** A known column, scaled, and what a forecast in the way of the target's would expect of it. */
export class KnownView {
  readonly scale: ColumnScale;
  /** [N] scaled. */
  readonly values: Float64Array;
  readonly #anchor: Anchor;

  constructor(column: Float64Array, scale: ColumnScale, recipes: readonly Recipe[]) {
    this.scale = scale;
    this.values = this.scale(column);
    this.#anchor = new Anchor(
      this.values,
      recipes.map((recipe) => ({ ...recipe, log: false })),
    );
  }

  /** [steps] What was to be expected from an origin on. */
  expected(origin: number, steps: number): Float64Array {
    const forecast = new Float64Array(steps);
    this.#anchor.forecast(origin, forecast);
    return forecast;
  }
}

/** The power of two just above the largest absolute value; 1 where all are 0. */
export function unitOf(values: Float64Array): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  let unit = 1;
  // Short of the ends of the range of numbers, where doubling and halving are no longer exact.
  while (unit < largest && unit < 1e300) unit *= 2;
  while (unit / 2 > largest && unit > 1e-300 && largest > 0) unit /= 2;
  return unit;
}

function appended(values: Float64Array, value: number): Float64Array {
  const longer = new Float64Array(values.length + 1);
  longer.set(values);
  longer[values.length] = value;
  return longer;
}
