import type { Cell } from "@sluice/core";
import type { Forecaster, ForecasterOptions, Panel } from "@sluice/forecast";
import { columnList } from "../column-list.ts";
import { checkNoEquationOptions, type EquationFlags, equationOptions } from "../equation-flags.ts";
import { MOST_HIDDEN } from "../model-flags.ts";
import { printable } from "../printable.ts";
import type { Session } from "../session.ts";
import { WrongUsage } from "../wrong-usage.ts";
import { equalWidths } from "./equal-widths.ts";

/** A cell as the command line named it. */
export interface NamedCell {
  readonly name: string;
  readonly cell: Cell;
}

/** A cell at the size at which it is compared. */
export interface Contestant {
  readonly name: string;
  readonly hidden: number;
  /** Of one network. */
  readonly parameters: number;
  readonly spec: Forecaster;
}

/** What is made equal. */
export type Equal = "parameters" | "hidden";

/**
 * The cells that `--cells` lists: those of the library, and files with equations, to which the equation flags add.
 *
 * Errors: E_USAGE for none, for one twice, and for equation flags without a file; those of cellFrom.
 */
export async function namedCells(list: string, flags: EquationFlags, session: Session): Promise<NamedCell[]> {
  const names = columnList(list, []);
  const where = "--cells";
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (names.length === 0)
    throw new WrongUsage({ where, expected: "cells such as rnn,lstm,gru", got: JSON.stringify(list) });
  if (twice !== undefined) throw new WrongUsage({ where, expected: "every cell once", got: `${twice} twice` });

  const [{ cells }, { cellFrom }] = await Promise.all([import("@sluice/core"), import("../cell-from.ts")]);
  const options = equationOptions(flags);
  const isOurs = (name: string) => cells.some((cell) => cell.name === name);
  if (names.every(isOurs)) checkNoEquationOptions(options, `the library's ${names.join(", ")}`, "a file among --cells");
  const found: NamedCell[] = [];
  for (const name of names) {
    const cell = await cellFrom(name, isOurs(name) ? {} : options, session);
    for (const notice of cell.notices) session.terminal.note(printable(`${name}: ${notice}`));
    found.push({ name, cell });
  }
  return found;
}

/**
 * The cells at equal hidden sizes, or at hidden sizes of equal parameters.
 *
 * Errors: those of forecaster and parameterCount.
 */
export async function contestants(
  named: readonly NamedCell[],
  panel: Panel,
  { equal, options }: { equal: Equal; options: Omit<ForecasterOptions, "cell"> },
): Promise<Contestant[]> {
  const [{ forecaster, parameterCount }, { isHiddenOpen }, { SluiceError }] = await Promise.all([
    import("@sluice/forecast"),
    import("../cell-sizes.ts"),
    import("@sluice/core"),
  ]);
  const at = ({ name, cell }: NamedCell, hidden: number): Contestant => {
    const spec = forecaster({ ...options, cell, hidden });
    return { name, hidden, spec, parameters: parameterCount(spec, panel) };
  };
  const { hidden } = forecaster(options).settings;
  const asked = named.map((one) => at(one, hidden));
  if (equal === "hidden") return asked;
  const counts = named.map((one, i) => {
    if (!isHiddenOpen(one.cell)) return () => asked[i]!.parameters;
    return (units: number) => {
      try {
        return at(one, units).parameters;
      } catch (error) {
        if (error instanceof SluiceError && error.code === "E_SHAPE") return undefined;
        throw error;
      }
    };
  });
  return equalWidths(counts, { hidden, most: MOST_HIDDEN }).map((units, i) => at(named[i]!, units));
}
