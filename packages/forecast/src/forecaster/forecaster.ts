import type { Panel } from "../panel/panel.ts";
import { type FitOptions, fit } from "./fit.ts";
import { FittedForecaster } from "./fitted-forecaster.ts";
import { checkOptions, type ForecasterOptions, type ForecasterSettings } from "./options.ts";

/** A description of a forecaster: holds no data, serves many fits. */
export interface Forecaster {
  readonly settings: ForecasterSettings;
  /**
   * Learns from a panel, all of its series together.
   *
   * Errors: E_DATA, naming the series and how many rows it has and needs, for one shorter than lookback + horizon; E_COLUMN for an
   * input of the cell that is no column; E_ABORTED when the signal stops it; E_DIVERGED when a cell's numbers run away.
   */
  fit(panel: Panel, options?: FitOptions): Promise<FittedForecaster>;
}

/**
 * Describes a forecaster: recurrent networks that correct a strong simple forecast.
 *
 *   ŷ_{t+k} = a_{t+k} + scale · (trust · history_k + known_k)       on a logarithmic scale where that suits the series
 *
 * a, the anchor, is the mean of the ten smoothing recipes that would have forecast the end of the training span best (with
 * and without trend, season, logarithm): a network that has learnt nothing leaves it as it is. `history` is what the networks,
 * several of different seeds averaged, read from the window before t; `known` what they read from known columns of step t + k, as
 * far as these differ from what was to be expected. `trust`, ½ unless the end of the training span says otherwise, keeps
 * networks that have seen little from saying much.
 *
 *     const model = await forecaster({ horizon: 12 }).fit(panel(await readTable("sales.csv")), { seed: 1 });
 *     console.table((await model.predict()).rows);
 *
 * Errors: E_ARGUMENT for an unknown option and a value that cannot be.
 */
export function forecaster(options: ForecasterOptions): Forecaster {
  const settings = checkOptions(options);
  return { settings, fit: async (panel, fitting = {}) => new FittedForecaster(await fit(settings, panel, fitting)) };
}
