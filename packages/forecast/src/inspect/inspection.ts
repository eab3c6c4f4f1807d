import type { MemoryLength, ValueKind } from "@sluice/core";

export type { MemoryLength };

/**
 * What a forecaster's network does on the data of one series: plain data, the same after JSON.
 *
 * The time axis is T steps of the series. At every one of them, all that is told is that of the window that ends there, at its
 * last step, right before the forecast of the next steps is made: windows are `lookback` steps long, and the states are zero
 * before each, so that what is seen is what made the forecasts. Hence the state that a step starts from (`before`) is not quite
 * the one that stands at the step before, whose window began a step earlier.
 *
 * Letters: T steps, H units, K steps ahead, L lookback.
 */
export interface Inspection {
  /** A line that names it: `passengers in air_passengers.csv, gru 1×16`. */
  readonly title: string;
  /** What the id column holds; the target's name where there is one series. */
  readonly series: string;
  /** The column that is forecast. */
  readonly target: string;
  /** [T] as the table writes them. */
  readonly times: readonly string[];
  /** [T] in the units of the table; null where the table has none. */
  readonly actual: readonly (number | null)[];
  /** [T] forecasts of these steps, each made one step before by all members; null where none was made. Units: those of the table. */
  readonly fitted: readonly (number | null)[];
  readonly ahead: AheadForecast;
  /** Which of the members' networks this is, from 1, and how many there are. */
  readonly member: number;
  readonly members: number;
  /** L: steps of a window. */
  readonly lookback: number;
  readonly cell: InspectedCell;
  /** What the cell computes, layer by layer, in the order of its equations. */
  readonly watched: readonly WatchedValue[];
  /** What the cell reads at the last step of each window, scaled: a column each. */
  readonly inputs: readonly InputSeries[];
  /** Gradient × input of the forecast of the next step, a column each: see Contribution. */
  readonly contributions: readonly Contribution[];
  /** The same for the last forecast alone, step by step of its window. */
  readonly latest: LatestContributions;
  /** One for every entry of `watched`, in its order. */
  readonly statistics: readonly ValueStatistics[];
  readonly warnings: readonly InspectionWarning[];
  /** What a reader should know of how this was made, a sentence each. */
  readonly notices: readonly string[];
}

/** The forecast of the steps after the last one, by all members. */
export interface AheadForecast {
  /** [K] as the table writes times. */
  readonly times: readonly string[];
  /** [K] in the units of the table. */
  readonly values: readonly number[];
}

export interface InspectedCell {
  readonly name: string;
  /** Its equations as plain text, a line each. */
  readonly equations: readonly string[];
  /** Columns that its input has, in order: those of `inputs`. */
  readonly columns: readonly string[];
  /** Names of what it carries from step to step. */
  readonly states: readonly string[];
  /** The value that it gives out. */
  readonly output: string;
  /** H */
  readonly hidden: number;
  /** Cells on top of each other: those above the first read the output of the one below. */
  readonly layers: number;
}

/** What an equation says of a value: see core's ValueKind. */
export type WatchedKind = ValueKind;

export interface WatchedValue {
  /** By which `model.watch` knows it: `past.0.z`. */
  readonly address: string;
  /** As the equations write it: `z`. */
  readonly name: string;
  readonly kind: WatchedKind;
  /** The layer of the stack that computes it, from 0. */
  readonly layer: number;
  /** Between which numbers it lies by its equation; null where they do not bound it. */
  readonly range: readonly [low: number, high: number] | null;
  /** [T][H] after the last step of the window that ends there. */
  readonly values: readonly (readonly number[])[];
  /** [T][H] before that step, of the same window: what the step read. Null for what is no state. */
  readonly before: readonly (readonly number[])[] | null;
}

export interface InputSeries {
  /** The column's name; `surprise` for what the target was beyond what was expected of it. */
  readonly column: string;
  readonly role: "target" | "surprise" | "known" | "past" | "static";
  /** [T] as the network sees it: scaled and without unit, the target relative to its level. */
  readonly values: readonly number[];
}

/**
 * How much of the forecast of the next step comes from a column, to first order: gradient × input, summed over the window.
 *
 *   contribution_c = Σ_τ ∂ŷ_{t+1} / ∂x_{τ,c} · x_{τ,c}        τ: the steps of the window that ends at t
 *
 * It is against inputs of zero: a target at its level, no surprise, columns at their mean, flags that are not set. Units: those of
 * the table. The member's own forecast is meant, not the mean of all.
 */
export interface Contribution {
  readonly column: string;
  /** Whether it is the column of the past, which the cell reads, or its known value of the step that is forecast. */
  readonly of: "past" | "ahead";
  /** [T] */
  readonly values: readonly number[];
}

/** Gradient × input of the forecast of the step after the last, not summed over the window. */
export interface LatestContributions {
  /** [L] the steps of the window. */
  readonly times: readonly string[];
  /** By column of the past, [L] each. Units: those of the table. */
  readonly columns: readonly { readonly column: string; readonly values: readonly number[] }[];
}

/** Numbers that say what one watched value is like, over all steps and units. */
export interface ValueStatistics {
  readonly address: string;
  readonly name: string;
  readonly kind: WatchedKind;
  readonly layer: number;
  readonly mean: number;
  /** Mean squared distance from the mean. */
  readonly variance: number;
  readonly min: number;
  readonly max: number;
  /** Share of values below 0.05, from 0 to 1; null for what is no gate. */
  readonly nearZero: number | null;
  /** Share of values above 0.95, from 0 to 1; null for what is no gate. */
  readonly nearOne: number | null;
  /** Mean |Δ| from the state before a step to the one after; null for what is no state. */
  readonly meanChange: number | null;
  /** For a state, from windows spread over the T steps: see core's memoryLength; null for anything else. */
  readonly memory: MemoryLength | null;
  /**
   * Units, from 0, that hardly vary: from its least to its largest value over all steps, such a unit moves by less than a hundredth
   * of the value's range, or of the unit that moves most where the range is open.
   */
  readonly deadUnits: readonly number[];
}

export interface InspectionWarning {
  /** `closed`: a gate near 0; `open`: near 1; `dead`: units of a state that hardly vary. */
  readonly kind: "closed" | "open" | "dead";
  readonly address: string;
  /** Share of values, or of units, that this is true of, from 0 to 1. */
  readonly share: number;
  /** One sentence: what it is, and what it means for the forecast. */
  readonly message: string;
}
