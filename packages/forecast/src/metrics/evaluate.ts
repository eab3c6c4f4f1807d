import { mae, rmse } from "./absolute.ts";
import type { MetricContext } from "./metric.ts";
import { mape, smape } from "./percentage.ts";
import { mase } from "./scaled.ts";

/** The metrics of a forecast by name; null where one is undefined for this data. */
export interface Accuracy {
  mae: number | null;
  rmse: number | null;
  mape: number | null;
  smape: number | null;
  mase: number | null;
}

/** All point metrics of a forecast. Errors: as Metric. */
export function evaluate(
  actual: ArrayLike<number>,
  forecast: ArrayLike<number>,
  context: MetricContext = {},
): Accuracy {
  return {
    mae: mae(actual, forecast),
    rmse: rmse(actual, forecast),
    mape: mape(actual, forecast),
    smape: smape(actual, forecast),
    mase: mase(actual, forecast, context),
  };
}
