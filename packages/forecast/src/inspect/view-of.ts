import { SluiceError } from "@sluice/core";
import { completeSeries } from "../forecaster/complete-series.ts";
import type { FittedParts } from "../forecaster/fitted-parts.ts";
import { SeriesView } from "../forecaster/series-view.ts";
import type { Panel, Series } from "../panel/panel.ts";
import { listed } from "../table/listed.ts";
import { nameHint } from "../table/nearest-name.ts";
import { frequencyName } from "../time/frequency.ts";

/** A series of a table as a fitted forecaster sees it, with what it knows of that series: its anchor and its scales. */
export interface ViewedSeries {
  readonly series: Series;
  readonly view: SeriesView;
}

/**
 * One series of a panel, the first unless told, by what a forecaster has found out about the series of that name.
 *
 * Errors: E_COLUMN for a panel with other columns or roles; E_ARGUMENT for a series that the panel lacks; E_DATA for one that the
 * forecaster has not learnt from, or of fewer steps than lookback + horizon.
 */
export function viewOf(parts: FittedParts, panel: Panel, wanted: string | undefined): ViewedSeries {
  checkRoles(parts, panel);
  const ids = panel.series.map(({ id }) => id);
  const series = panel.series.find(({ id }) => wanted === undefined || id === wanted);
  if (series === undefined)
    throw new SluiceError("E_ARGUMENT", {
      where: `inspect, series ${wanted}`,
      expected: `a series of ${panel.name}: ${listed(ids)}`,
      got: wanted!,
      hint: nameHint(wanted!, ids),
    });
  const { id, times } = series;
  const known = parts.views.find(({ data }) => data.id === id);
  const where = panel.id === undefined ? panel.name : `${panel.name}, ${panel.id} ${id}`;
  if (known === undefined)
    throw new SluiceError("E_DATA", {
      where,
      expected: `a series that the model has learnt from: ${listed(parts.views.map(({ data }) => data.id))}`,
      got: "another",
    });
  const { lookback, horizon } = parts.settings;
  if (times.length < lookback + horizon)
    throw new SluiceError("E_DATA", {
      where,
      expected: `at least lookback + horizon = ${lookback} + ${horizon} = ${lookback + horizon} rows`,
      got: `${times.length}`,
    });
  const [data] = completeSeries({ ...panel, series: [series] });
  // Static columns are scaled over all series of the table that was learnt from.
  return { series, view: new SeriesView({ ...data!, static: known.data.static }, known.fit, known) };
}

function checkRoles({ panel: own }: FittedParts, panel: Panel): void {
  const rolesOf = ({ target, known, past, static: fixed, id, time }: Pick<Panel, keyof typeof own>) =>
    [
      `target ${target}`,
      `known ${known}`,
      `past ${past}`,
      `static ${fixed}`,
      `id ${id ?? "none"}`,
      `time ${frequencyName(time.frequency)}`,
    ].join(" · ");
  const [expected, got] = [rolesOf(own), rolesOf(panel)];
  if (expected === got) return;
  throw new SluiceError("E_COLUMN", { where: `inspect ${panel.name}`, expected, got });
}
