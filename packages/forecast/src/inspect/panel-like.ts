import type { FittedPanel } from "../forecaster/fitted-parts.ts";
import { panel } from "../panel/build-panel.ts";
import type { Panel } from "../panel/panel.ts";
import type { Table } from "../table/table.ts";

/**
 * A table with the columns, roles, season and time step of the one that a forecaster was fitted to: it may have other rows.
 *
 *     const again = panelLike(model, await readTable("sales-until-today.csv"));
 *
 * Errors: those of `panel`.
 */
export function panelLike({ panel: like }: { readonly panel: FittedPanel }, table: Table): Panel {
  const { target, known, past, static: fixed, id, season, time } = like;
  const { columns, frequency, layout, format } = time;
  return panel(table, {
    ...{ target, known, past, static: fixed, season, frequency, time: columns },
    ...(columns.length > 0 && { timeFormat: format ?? layout }),
    ...(id !== undefined && { id }),
  });
}
