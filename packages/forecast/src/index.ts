export { drift, naive, seasonalNaive } from "./baselines/baselines.ts";
export { divideCheckpoint } from "./forecaster/divide-checkpoint.ts";
export type { FitOptions } from "./forecaster/fit.ts";
export type { FitProgress } from "./forecaster/fit-progress.ts";
export type { FitCheckpoint } from "./forecaster/fit-record.ts";
export type { FittedForecaster, FittedSeries, Forecast, ForecastRow } from "./forecaster/fitted-forecaster.ts";
export type { FittedPanel, FittedSettings } from "./forecaster/fitted-parts.ts";
export { type Forecaster, forecaster } from "./forecaster/forecaster.ts";
export { type Holdout, type HoldoutErrors, holdout } from "./forecaster/holdout.ts";
export type { PredictOptions } from "./forecaster/known-ahead.ts";
export { decodeForecaster, loadForecaster } from "./forecaster/load-forecaster.ts";
export type { KnownAhead } from "./forecaster/next-steps.ts";
export type { ForecasterOptions, ForecasterSettings } from "./forecaster/options.ts";
export { parameterCount } from "./forecaster/parameter-count.ts";
export { type InspectOptions, inspect } from "./inspect/inspect.ts";
export type {
  AheadForecast,
  Contribution,
  InputSeries,
  InspectedCell,
  Inspection,
  InspectionWarning,
  LatestContributions,
  MemoryLength,
  ValueStatistics,
  WatchedKind,
  WatchedValue,
} from "./inspect/inspection.ts";
export { panelLike } from "./inspect/panel-like.ts";
export { mae, rmse } from "./metrics/absolute.ts";
export { type Accuracy, evaluate } from "./metrics/evaluate.ts";
export type { Metric, MetricContext } from "./metrics/metric.ts";
export { mape, smape } from "./metrics/percentage.ts";
export { mase } from "./metrics/scaled.ts";
export { type PanelOptions, panel } from "./panel/build-panel.ts";
export { type Extendable, extend, type FutureSeries } from "./panel/extend.ts";
export { fill } from "./panel/fill.ts";
export type { Panel, Series } from "./panel/panel.ts";
export { split } from "./panel/split.ts";
export { minMaxScaler } from "./scale/min-max.ts";
export { restoreScaler } from "./scale/restore-scaler.ts";
export type { FitSpan, FittedScaler, Scaler, ScalerState } from "./scale/scaler.ts";
export { standardScaler } from "./scale/standard.ts";
export { type ReadTableOptions, readTable, type TableSource } from "./table/read-table.ts";
export type { Table } from "./table/table.ts";
export { TableError } from "./table/table-error.ts";
export { type TableColumns, tableText, writeTable } from "./table/write-table.ts";
export { defaultSeason, type Frequency, frequencyName } from "./time/frequency.ts";
export { nextTimes, type TimeAxis, timeLabel } from "./time/next-times.ts";
export { type ParseTimesOptions, parseTimes, type TimeColumn } from "./time/parse-times.ts";
export { type WindowOptions, type Windows, windows } from "./windows/windows.ts";
