// TEMPORARY until the forecaster exists.
import type { Cell } from "@sluice/core";
import type { Panel, Table } from "@sluice/forecast";

declare module "@sluice/forecast" {
  export interface FitProgress {
    stage: string;
    fraction: number;
    loss: number;
    epoch: number;
    epochs: number;
    member: number;
    members: number;
  }
  export interface ForecastRow {
    unique_id: string;
    ds: string;
    forecast: number;
  }
  export interface E4 {
    mae: number | null;
    rmse: number | null;
    mape: number | null;
    mase: number | null;
  }
  export interface FitOptions {
    seed: number;
    onProgress?: (p: FitProgress) => void;
    signal?: AbortSignal;
  }
  export interface ForecastModel {
    predict(o: { future?: Table; set?: Record<string, number> }): Promise<{ rows: ForecastRow[] }>;
    fitted(): { unique_id: string; ds: string[]; values: (number | null)[] }[];
    save(path: string): Promise<void>;
    describe(): string;
  }
  export interface Forecaster {
    fit(panel: Panel, o: FitOptions): Promise<ForecastModel>;
  }
  export interface ForecasterOptions {
    horizon: number;
    cell?: Cell;
    hidden?: number;
    layers?: number;
    lookback?: number;
    epochs?: number;
  }
  export function forecaster(o: ForecasterOptions): Forecaster;
  export function loadForecaster(path: string): Promise<ForecastModel>;
  export function holdout(
    spec: Forecaster,
    panel: Panel,
    o: FitOptions,
  ): Promise<{
    metrics: { model: E4; naive: E4; seasonalNaive: E4 };
    forecast: ForecastRow[];
    actual: ForecastRow[];
    model: ForecastModel;
    split: string;
  }>;
}
