import { type Cell, SluiceError } from "@sluice/core";
import type { PanelParts } from "../panel/panel.ts";
import { nearestName } from "../table/nearest-name.ts";

/** What one input of a cell reads at every past step. */
export type InputColumn =
  | { readonly role: "target" | "surprise" }
  | { readonly role: "known" | "past" | "static"; readonly index: number };

export type Roles = Pick<PanelParts, "name" | "target" | "known" | "past" | "static">;

/**
 * What a cell reads of a panel at every past step, in the cell's order.
 *
 * A cell that declares its inputs gets the columns of these names. Any other gets the target, how far it was from what the anchor
 * expected (the surprise), and every known, past and static column, by name. The order in which the panel has them never matters.
 *
 * Errors: E_COLUMN, with the nearest name, for a declared input that is no column of the panel with a role; E_COLUMN for a cell that reads
 * columns by their number and does not say which they are.
 */
export function inputColumns(cell: Cell, roles: Roles): InputColumn[] {
  const named = new Map<string, InputColumn>([[roles.target, { role: "target" }]]);
  for (const role of ["known", "past", "static"] as const)
    for (const index of inNameOrder(roles[role])) named.set(roles[role][index]!, { role, index });
  if (cell.inputs === undefined) {
    checkNoNumbers(cell, [...named.keys()]);
    const [target, ...others] = named.values();
    return [target!, { role: "surprise" }, ...others];
  }
  return cell.inputs.map((input) => {
    const found = named.get(input);
    if (found !== undefined) return found;
    const shown = JSON.stringify([input]);
    throw new SluiceError("E_COLUMN", {
      where: `cell "${cell.name}", input ${input}`,
      expected: `a column of that name in ${roles.name} with a role: target, known, past or static`,
      got: `none among ${[...named.keys()].join(", ")}`,
      hint: nearestName(input, [...named.keys()]) ?? `known: ${shown} or past: ${shown}, if the table has it`,
    });
  });
}

/** Places of columns in the order of their names: networks see them so, whatever order a table or a command line has. */
export const inNameOrder = (columns: readonly string[]): number[] =>
  columns.map((_, index) => index).sort((a, b) => (columns[a]! < columns[b]! ? -1 : 1));

/** Without names, a number would mean another column in every table. */
function checkNoNumbers(cell: Cell, columns: readonly string[]): void {
  const numbers = [...`${cell}`.matchAll(/(?<![\p{L}\p{M}\p{N}_])x_(?:t|\{t-1\})\[(\d+)\]/gu)].map((found) =>
    Number(found[1]),
  );
  if (numbers.length === 0) return;
  const last = Math.max(...numbers);
  throw new SluiceError("E_COLUMN", {
    where: `cell "${cell.name}"`,
    expected: `the names of the columns that x_t[0]${last === 0 ? " reads" : ` to x_t[${last}] read`}`,
    got: "numbers alone",
    hint: `{ inputs: ["${columns[0]}", …] }, in the order that the equations count them, out of ${columns.join(", ")}`,
  });
}
