import { type Cell, SluiceError } from "@sluice/core";
import type { PanelParts } from "../panel/panel.ts";
import { nameHint } from "../table/nearest-name.ts";

/** What one input of a cell reads at every past step. */
export type InputColumn =
  | { readonly role: "target" | "surprise" }
  | { readonly role: "known" | "past" | "static"; readonly index: number };

export type Roles = Pick<PanelParts, "name" | "target" | "known" | "past" | "static">;

/**
 * What a cell reads of a panel at every past step, in the cell's order.
 *
 * A cell that declares its inputs gets the columns of these names. Any other gets the target, how far it was from what the anchor
 * expected (the surprise), and every known, past and static column.
 *
 * Errors: E_COLUMN, with the nearest name, for a declared input that is no column of the panel.
 */
export function inputColumns(cell: Cell, roles: Roles): InputColumn[] {
  const named = new Map<string, InputColumn>([[roles.target, { role: "target" }]]);
  for (const role of ["known", "past", "static"] as const) {
    roles[role].forEach((column, index) => {
      named.set(column, { role, index });
    });
  }
  if (cell.inputs === undefined) {
    const [target, ...others] = named.values();
    return [target!, { role: "surprise" }, ...others];
  }
  return cell.inputs.map((input) => {
    const found = named.get(input);
    if (found !== undefined) return found;
    throw new SluiceError("E_COLUMN", {
      where: `cell "${cell.name}", input ${input}`,
      expected: `a column of that name in ${roles.name} with a role: target, known, past or static`,
      got: `none among ${[...named.keys()].join(", ")}`,
      hint: nameHint(input, [...named.keys()]),
    });
  });
}
