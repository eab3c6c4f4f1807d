import { SluiceError } from "@sluice/core";
import { extend } from "../panel/extend.ts";
import { listed } from "../table/listed.ts";
import { nameHint } from "../table/nearest-name.ts";
import type { Table } from "../table/table.ts";
import type { FittedParts } from "./fitted-parts.ts";
import type { KnownAhead } from "./next-steps.ts";

export interface PredictOptions {
  /** Known columns for the steps ahead: a row for every step of every series. */
  future?: Table;
  /** Values of known columns over the whole horizon, in place of the table's: `{ price: 9.9 }`. */
  set?: Readonly<Record<string, number>>;
}

/**
 * The known columns over the horizon, from a table and the values set.
 *
 * Errors: E_COLUMN for a known column that neither gives, and for a set column that is not known; E_ARGUMENT for a set value that is
 * not finite, and for a future table when there are no known columns; others as `extend`.
 */
export function knownAhead(
  { settings, panel, times, views }: FittedParts,
  { future, set = {} }: PredictOptions,
): KnownAhead {
  const { horizon } = settings;
  for (const [column, value] of Object.entries(set)) {
    if (!panel.known.includes(column)) {
      throw new SluiceError("E_COLUMN", {
        where: `predict, set ${column}`,
        expected:
          panel.known.length === 0 ? "no column: none is known ahead" : `a known column: ${listed(panel.known)}`,
        got: column,
        ...(panel.known.length > 0 && { hint: nameHint(column, panel.known) }),
      });
    }
    if (!Number.isFinite(value))
      throw new SluiceError("E_ARGUMENT", {
        where: `predict, set ${column}`,
        expected: "a finite number",
        got: `${value}`,
      });
  }
  const open = panel.known.filter((column) => !Object.hasOwn(set, column));
  if (future === undefined && open.length > 0) {
    throw new SluiceError("E_COLUMN", {
      where: "predict",
      expected: `the known columns ${listed(open)} for the steps ahead`,
      got: "no table with them",
      hint: "predict({ future: table }), or set for one value over the whole horizon",
    });
  }
  if (future !== undefined && panel.known.length === 0) {
    throw new SluiceError("E_ARGUMENT", {
      where: "predict, future",
      expected: "no table: the model has no known columns",
      got: future.name,
      hint: "naming its columns as known when the panel is made",
    });
  }
  const series = views.map(({ data }, s) => ({ id: data.id, times: times[s]! }));
  const told =
    future === undefined || open.length === 0
      ? undefined
      : extend({ time: panel.time, known: open, id: panel.id, series }, future, { horizon });
  return views.map((_, s) =>
    panel.known.map((column) => {
      const place = open.indexOf(column);
      return place < 0 ? new Float64Array(horizon).fill(set[column]!) : told![s]!.known[place]!;
    }),
  );
}
