import type { PanelParts } from "../panel/panel.ts";
import type { Layout } from "./examples.ts";
import type { Correction } from "./network.ts";
import type { ForecasterSettings } from "./options.ts";
import type { SeriesView } from "./series-view.ts";

/** What a fit gives, and what a file holds. */
export interface FittedParts {
  /** With the lookback and epochs that were chosen, and the cell's name. */
  readonly settings: FittedSettings;
  readonly panel: FittedPanel;
  /** [N] by series. */
  readonly times: readonly Float64Array[];
  /** By series. */
  readonly views: readonly SeriesView[];
  /** Whose mean corrects the anchors. */
  readonly networks: readonly Correction[];
  readonly layout: Layout;
}

/** What a forecaster keeps of its panel beside the series. */
export type FittedPanel = Pick<PanelParts, "name" | "target" | "known" | "past" | "static" | "id" | "season" | "time">;

export interface FittedSettings extends Omit<ForecasterSettings, "cell" | "lookback" | "epochs"> {
  readonly cell: string;
  readonly lookback: number;
  readonly epochs: number;
}
