import { SluiceError } from "@sluice/core";
import { fill } from "../panel/fill.ts";
import type { Panel } from "../panel/panel.ts";
import { columnScale, completeColumn } from "./column-scale.ts";
import type { SeriesData } from "./series-view.ts";

/** The series of a panel without missing values: see `fill`. Errors: E_DATA for values that are not finite. */
export function completeSeries(panel: Panel): SeriesData[] {
  const fixed = panel.static.map((_, c) => scaledOver(panel.series.map((one) => one.static[c]!)));
  return panel.series.map((one, s) => {
    const data = {
      id: one.id,
      target: fill(one.target, panel.season),
      known: one.known.map(completeColumn),
      past: one.past.map(completeColumn),
      static: Float64Array.from(fixed, (column) => column[s]!),
    };
    for (const column of [data.target, ...data.known, ...data.past]) checkFinite(panel.name, column);
    return data;
  });
}

/** A static column over the panel, missing values as its mean. */
function scaledOver(values: readonly number[]): Float64Array {
  const present = Float64Array.from(values.filter((value) => !Number.isNaN(value)));
  if (present.length === 0) return new Float64Array(values.length);
  return columnScale(present)(values).map((value) => (Number.isNaN(value) ? 0 : value));
}

function checkFinite(name: string, column: Float64Array): void {
  const step = column.findIndex((value) => !Number.isFinite(value));
  if (step < 0) return;
  throw new SluiceError("E_DATA", {
    where: `${name}, step ${step}`,
    expected: "finite values",
    got: `${column[step]}`,
  });
}
