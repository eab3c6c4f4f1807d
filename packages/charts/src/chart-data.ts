import { ShapeError, SluiceError } from "@sluice/core";

export type SeriesRole = "actual" | "fitted" | "forecast" | "other";

/** Values in step with the times; null, NaN, infinities and what lies beyond ±10³⁰⁰ are gaps. */
export type ChartValues = ArrayLike<number | null>;

export interface ForecastSeries {
  name: string;
  /** actual: solid blue; fitted: dashed green; forecast: dashed red; other: solid, the next free colour. */
  role: SeriesRole;
  values: ChartValues;
  /** CSS colour: `#rgb`, `#rrggbb`, `#rrggbbaa`, a name, `rgb(…)` or `hsl(…)`. */
  color?: string;
  dashed?: boolean;
}

/** An interval around a forecast, e.g. named "80 %". */
export interface ForecastBand {
  name: string;
  lower: ChartValues;
  upper: ChartValues;
}

export interface ForecastChartData {
  title?: string;
  /** Rising; calendar times (`1949-01`, `2012-01-31 15:00` …) are placed to scale, other texts at equal distances. */
  times: readonly string[];
  /** What the values are, e.g. "passengers". */
  yName?: string;
  /** What they are counted in, e.g. "thousands". */
  unit?: string;
  series: readonly ForecastSeries[];
  bands?: readonly ForecastBand[];
  /** Time of the first step held out; of the first forecast step where no actual values are known from there on. */
  split?: string;
  /** Time of the first step after all actual values, where `split` is another. */
  ahead?: string;
}

/** The value at an index when it can be drawn, else null. */
export function drawnValue(values: ChartValues, index: number): number | null {
  const value = values[index];
  // Beyond this a scale around the value would overflow.
  return typeof value === "number" && Math.abs(value) <= 1e300 ? value : null;
}

const ROLES: readonly SeriesRole[] = ["actual", "fitted", "forecast", "other"];
const COLOR = /^(#[0-9a-f]{3,4}|#[0-9a-f]{6}|#[0-9a-f]{8}|[a-z]{3,30}|(rgb|hsl)a?\([0-9.,%/ deg]{3,60}\))$/i;

/** Refuses what is no CSS colour, since colours go into markup as they are. */
export function checkColor(color: string | undefined, where: string): void {
  if (color === undefined || (typeof color === "string" && COLOR.test(color))) return;
  throw new SluiceError("E_ARGUMENT", {
    where: `${where}, color`,
    expected: "a CSS colour such as #0072b2 or rgb(0, 114, 178)",
    got: JSON.stringify(color) ?? String(color),
  });
}

/** Refuses a list that is not as long as the axis it belongs to. */
export function checkLength(values: ChartValues, length: number, where: string): void {
  if (values?.length === length) return;
  throw new ShapeError({
    where,
    expected: `${length} values, one a time`,
    got: values?.length === undefined ? String(values) : `${values.length}`,
    hint: "null for the steps without a value",
  });
}

function checkName(name: unknown, where: string): void {
  if (typeof name === "string") return;
  throw new SluiceError("E_ARGUMENT", { where, expected: "a name as text", got: String(name) });
}

/**
 * Refuses chart data that cannot be drawn as asked.
 *
 * Errors: E_ARGUMENT for a role, a colour, repeated times or a split that is none of the times; E_SHAPE for values out of step with the times.
 */
export function checkForecastData(data: ForecastChartData, where: string): void {
  if (!Array.isArray(data?.times) || data.times.length === 0) {
    throw new SluiceError("E_ARGUMENT", { where: `${where}, times`, expected: "at least one time", got: "none" });
  }
  const seen = new Set<string>();
  for (const time of data.times) {
    if (typeof time !== "string" || seen.has(time)) {
      throw new SluiceError("E_ARGUMENT", {
        where: `${where}, times`,
        expected: "texts that are all different",
        got: typeof time === "string" ? `${JSON.stringify(time)} twice` : `a ${typeof time}`,
      });
    }
    seen.add(time);
  }
  if (!Array.isArray(data.series)) {
    throw new SluiceError("E_ARGUMENT", { where: `${where}, series`, expected: "a list", got: String(data.series) });
  }
  for (const [index, series] of data.series.entries()) {
    const at = `${where}, series ${JSON.stringify(series.name) ?? index}`;
    checkName(series.name, at);
    if (!ROLES.includes(series.role)) {
      throw new SluiceError("E_ARGUMENT", {
        where: `${at}, role`,
        expected: ROLES.join(", "),
        got: JSON.stringify(series.role) ?? "none",
      });
    }
    checkLength(series.values, data.times.length, at);
    checkColor(series.color, at);
  }
  for (const band of data.bands ?? []) {
    const at = `${where}, band ${JSON.stringify(band.name)}`;
    checkName(band.name, at);
    checkLength(band.lower, data.times.length, `${at}, lower`);
    checkLength(band.upper, data.times.length, `${at}, upper`);
  }
  for (const name of ["split", "ahead"] as const) {
    const time = data[name];
    if (time === undefined || seen.has(time)) continue;
    throw new SluiceError("E_ARGUMENT", {
      where: `${where}, ${name}`,
      expected: `one of the times, ${data.times[0]} to ${data.times.at(-1)}`,
      got: JSON.stringify(time),
    });
  }
}
