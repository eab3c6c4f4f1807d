import { type Cell, cell, SluiceError } from "@sluice/core";
import type { Inspection } from "@sluice/forecast";

/** [T][H], as `model.watch` and inspections have them. */
export type Steps = readonly ArrayLike<number>[];

/** A cell at work: what an animation shows. */
export interface CellRun {
  /** "The cell gru, step by step" when absent; "" for none. */
  readonly title?: string;
  readonly cell: Cell;
  /** [T] labels of the steps. */
  readonly times: readonly string[];
  /** [T] each, drawn above: the series itself, forecasts of it. */
  readonly series?: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** By name, [T][H]: any of `cell.watch`. */
  readonly values: Readonly<Record<string, Steps>>;
  /**
   * By state, [T][H]: what each step started from. When absent, the state after the step before, and zeros for the first step: right for
   * one run over the whole sequence, from zero.
   */
  readonly before?: Readonly<Record<string, Steps>>;
  /** What the cell reads, [T] a column: found by its name where the equations name columns, else by its place. */
  readonly inputs?: readonly { readonly column: string; readonly values: readonly number[] }[];
}

/**
 * One layer of an inspected forecaster as a run.
 *
 * Its cell is read again from the equations that the inspection holds, unless it is given: that of a cell from code must be.
 *
 * Errors: E_ARGUMENT for a layer that there is not; E_EQUATION where the equations cannot be read without their options.
 */
export function runOfInspection(seen: Inspection, layer: number, given: Cell | undefined): CellRun {
  const { cell: about, times, actual, fitted, target } = seen;
  if (!Number.isInteger(layer) || layer < 0 || layer >= about.layers)
    throw new SluiceError("E_ARGUMENT", {
      where: "cell animation, layer",
      expected: about.layers === 1 ? "0, as there is one layer" : `a whole number from 0 to ${about.layers - 1}`,
      got: String(layer),
    });
  const watched = seen.watched.filter((value) => value.layer === layer);
  const before = watched.flatMap(({ name, before }) => (before === null ? [] : [[name, before] as const]));
  return {
    title: about.layers === 1 ? seen.title : `${seen.title} · ${layer + 1}/${about.layers}`,
    cell: given ?? cellOf(about),
    times,
    series: [
      { name: target, values: actual },
      { name: "", values: fitted },
    ],
    values: record(watched.map(({ name, values }) => [name, values])),
    before: record(before),
    // A layer above the first reads the one below, not the columns.
    inputs: layer === 0 ? seen.inputs : [],
  };
}

function cellOf({ name, equations, output, columns }: Inspection["cell"]): Cell {
  const text = equations.join("\n");
  const inputs = /x_(?:t|\{t-1\})\[/.test(text) ? [...columns] : undefined;
  return cell(name, text, { output, ...(inputs && { inputs }) });
}

function record<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

/** Errors: E_ARGUMENT for values that are not of the cell, or of another number of steps or units. */
export function checkRun({ cell: shown, times, series = [], values, before = {}, inputs = [] }: CellRun): void {
  const steps = times.length;
  if (steps === 0) refuse("times", "one step at least", "none");
  const checkSteps = (what: string, length: number) => {
    if (length !== steps) refuse(what, `${steps} steps, as many as times`, String(length));
  };
  for (const { name, values: own } of series) checkSteps(`series ${name}`, own.length);
  for (const { column, values: own } of inputs) checkSteps(`input ${column}`, own.length);
  for (const [what, all, known] of [
    ["values", values, shown.watch],
    ["before", before, shown.states],
  ] as const)
    for (const [name, own] of Object.entries(all)) {
      if (!known.includes(name)) refuse(what, `names among ${known.join(", ")}`, name);
      checkSteps(`${what} of ${name}`, own.length);
      const units = own[0]!.length;
      const other = own.find((one) => one.length !== units);
      if (other !== undefined) refuse(`${what} of ${name}`, `${units} units at every step`, String(other.length));
    }
}

function refuse(what: string, expected: string, got: string): never {
  throw new SluiceError("E_ARGUMENT", { where: `cell animation, ${what}`, expected, got });
}
