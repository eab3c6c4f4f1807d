import { encodeContainer, type Summary, writeContainer } from "@sluice/core";
import { nextTimes, timeLabel } from "../time/next-times.ts";
import type { FittedPanel, FittedParts, FittedSettings } from "./fitted-parts.ts";
import { knownAhead, type PredictOptions } from "./known-ahead.ts";
import type { Correction } from "./network.ts";
import { forecastFrom, type KnownAhead, nextSteps } from "./next-steps.ts";
import { contentOf } from "./saved-forecaster.ts";

/** A step of a forecast. */
export interface ForecastRow {
  readonly unique_id: string;
  /** The time as the table writes it. */
  readonly ds: string;
  /** In the units of the table. */
  readonly forecast: number;
}

export interface Forecast {
  /** Every step of every series, series by series. */
  readonly rows: readonly ForecastRow[];
}

/** How a model would have forecast the past of one series, one step ahead. */
export interface FittedSeries {
  readonly unique_id: string;
  /** [N] */
  readonly ds: readonly string[];
  /** [N] in the units of the table; null for the first steps, which have no whole lookback before them. */
  readonly values: readonly (number | null)[];
}

/** A forecaster that has learnt from a panel: made by `forecaster(…).fit(…)` or `loadForecaster`. */
export class FittedForecaster {
  readonly #parts: FittedParts;

  constructor(parts: FittedParts) {
    this.#parts = parts;
  }

  /** All that it is made of, for what looks into it: see `inspect`. */
  get parts(): FittedParts {
    return this.#parts;
  }

  /** What it is made of, with what the data decided. */
  get settings(): FittedSettings {
    return this.#parts.settings;
  }

  /** The columns that it has learnt from, and their roles. */
  get panel(): FittedPanel {
    return this.#parts.panel;
  }

  /** The members, whose mean corrects the anchors. */
  get networks(): readonly Correction[] {
    return this.#parts.networks;
  }

  /**
   * The layers of one member's network, the shapes of what they give, and how many numbers they learn; all members are alike.
   * Windows are `lookback` steps long unless told.
   *
   * Errors: E_ARGUMENT for steps that cannot be.
   */
  summary({ steps = this.settings.lookback }: { steps?: number } = {}): Summary {
    return this.networks[0]!.summary({ steps });
  }

  /**
   * Forecasts the steps after the end of every series.
   *
   * Errors: E_COLUMN and E_TIME, naming column and row, when known columns are missing for a step; E_DATA for a missing value.
   */
  async predict(options: PredictOptions = {}): Promise<Forecast> {
    return this.predictKnown(knownAhead(this.#parts, options));
  }

  /** As `predict`, with the known columns as arrays: by series and column, [K] in the units of the table. */
  predictKnown(ahead: KnownAhead): Forecast {
    return this.#labelled(nextSteps(this.#parts, ahead));
  }

  /** As `predictKnown`, without what the networks add: the forecast of the anchors alone. */
  anchorKnown(ahead: KnownAhead): Forecast {
    return this.#labelled(nextSteps({ ...this.#parts, networks: [] }, ahead));
  }

  #labelled(forecasts: readonly Float64Array[]): Forecast {
    const { panel, times, views, settings } = this.#parts;
    const rows = views.flatMap(({ data }, s) => {
      const { labels } = nextTimes(times[s]!.at(-1)!, panel.time, settings.horizon);
      return labels.map((ds, k) => ({ unique_id: data.id, ds, forecast: forecasts[s]![k]! }));
    });
    return { rows };
  }

  /** One-step forecasts of the values that the model has learnt from, for charts: errors here are smaller than those to come. */
  fitted(): FittedSeries[] {
    const { panel, times, views, settings } = this.#parts;
    return views.map((view, s) => {
      const origins = Array.from({ length: view.length - settings.lookback }, (_, i) => ({
        view,
        origin: settings.lookback + i,
      }));
      const forecasts = forecastFrom(this.#parts, origins);
      return {
        unique_id: view.data.id,
        ds: Array.from(times[s]!, (time) => timeLabel(time, panel.time)),
        values: [...new Array<null>(settings.lookback).fill(null), ...forecasts.map((steps) => steps[0]!)],
      };
    });
  }

  /** Writes the model to a file, whole or not at all: networks, anchors, series, roles and time axis. Errors: E_FILE. */
  async save(path: string): Promise<void> {
    await writeContainer(path, contentOf(this.#parts));
  }

  /** What `save` writes, for places without files; `decodeForecaster` reads it. */
  encode(): Uint8Array {
    return encodeContainer(contentOf(this.#parts));
  }

  /** One line: `gru 1×16, lookback 24, direct 12, 5 members, 6,060 parameters`. */
  describe(): string {
    const { settings, networks } = this.#parts;
    const { cell, layers, hidden, lookback, strategy, horizon, members } = settings;
    const parameters = networks.reduce((sum, network) => sum + network.count, 0);
    return [
      `${cell} ${layers}×${hidden}`,
      `lookback ${lookback}`,
      `${strategy} ${horizon}`,
      members === 1 ? "1 member" : `${members} members`,
      `${parameters.toLocaleString("en-US")} parameters`,
    ].join(", ");
  }
}
