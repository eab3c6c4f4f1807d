import { examples } from "./examples.ts";
import type { FittedParts } from "./fitted-parts.ts";
import type { Origin } from "./origins.ts";
import type { SeriesView } from "./series-view.ts";
import { networkInputs } from "./train-network.ts";

/** Windows that are held in memory together. */
const AT_ONCE = 1024;

/** Known values ahead in the units of the table: by series, then column, [K]. */
export type KnownAhead = readonly (readonly Float64Array[])[];

/**
 * The forecast of the steps after the end of every series.
 *
 *   direct      ŷ_{N+k} = a_{N+k} + scale · (mean of the networks)_k        all steps at once
 *   recursive   the same for one step, which then counts as observed
 *
 * Without networks it is the anchors' own.
 * Shapes: ahead [S][C] arrays of K; result [S] arrays of K.   Units: those of the table; always finite.
 */
export function nextSteps(parts: FittedParts, ahead: KnownAhead): Float64Array[] {
  const { horizon, strategy } = parts.settings;
  if (strategy === "direct") return forecastFrom(parts, ends(parts.views), ahead);
  const forecasts = parts.views.map(() => new Float64Array(horizon));
  let views = parts.views;
  for (let k = 0; k < horizon; k++) {
    const at = ahead.map((columns) => columns.map((column) => column.subarray(k, k + 1)));
    const next = forecastFrom(parts, ends(views), at);
    views = views.map((view, s) => {
      const target = (forecasts[s]![k] = next[s]![0]!);
      const known = at[s]!.map((column) => column[0]!);
      return view.continued({ target, known, past: view.data.past.map((column) => column.at(-1)!) });
    });
  }
  return forecasts;
}

const ends = (views: readonly SeriesView[]): Origin[] => views.map((view) => ({ view, origin: view.length }));

/**
 * Forecasts from any origins, as many steps as the networks give at once. Known columns come from `ahead`, else from the series.
 *
 * Shapes: result: by origin, [steps].   Units: those of the table.
 */
export function forecastFrom(parts: FittedParts, origins: readonly Origin[], ahead?: KnownAhead): Float64Array[] {
  const { networks, layout } = parts;
  const forecasts: Float64Array[] = [];
  for (let from = 0; from < origins.length; from += AT_ONCE) {
    const some = origins.slice(from, from + AT_ONCE);
    const scaled = ahead
      ?.slice(from, from + AT_ONCE)
      .map((columns, row) => columns.map((column, c) => some[row]!.view.known[c]!.scale(column)));
    const data = examples(some, layout, scaled);
    const inputs = networkInputs(layout, data);
    const said = networks.map((network) => network.predict(inputs).data);
    some.forEach(({ view }, row) => {
      const anchor = data.anchors[row]!;
      forecasts.push(
        anchor.map((expected, k) => {
          let sum = 0;
          for (const one of said) sum += one[row * layout.steps + k]!;
          const correction = said.length === 0 ? 0 : (view.fit.scale * sum) / said.length;
          return view.toUnits(Number.isFinite(correction) ? expected + correction : expected);
        }),
      );
    });
  }
  return forecasts;
}
