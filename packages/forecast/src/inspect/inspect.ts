import { memoryLength, SluiceError } from "@sluice/core";
import { examples } from "../forecaster/examples.ts";
import type { FittedForecaster } from "../forecaster/fitted-forecaster.ts";
import type { FittedParts } from "../forecaster/fitted-parts.ts";
import { knownAhead, type PredictOptions } from "../forecaster/known-ahead.ts";
import { forecastFrom, nextSteps } from "../forecaster/next-steps.ts";
import type { Origin } from "../forecaster/origins.ts";
import { networkInputs } from "../forecaster/train-network.ts";
import type { Panel } from "../panel/panel.ts";
import { nextTimes, timeLabel } from "../time/next-times.ts";
import { describeValue } from "./describe-values.ts";
import type { InputSeries, Inspection, WatchedValue } from "./inspection.ts";
import { seenWindows } from "./seen-windows.ts";
import { viewOf } from "./view-of.ts";
import { warningsOf } from "./warnings.ts";

export interface InspectOptions extends PredictOptions {
  /** Which series to look at, by what the id column holds: the first unless told. */
  series?: string;
  /** T: how many of the last steps to look at: 1,000 unless told, fewer where there are not so many with a whole window. */
  steps?: number;
  /** Whose network to look at, from 1: the first unless told. */
  member?: number;
}

const MOST_STEPS = 1000;
/** Windows whose gradients tell the length of the memory: fewer where many units have to be differentiated. */
const memoryWindows = (hidden: number): number => Math.max(4, Math.min(32, Math.floor(2048 / hidden)));

/**
 * What a forecaster's network does on a series: gates, states and inputs at every step, what each column contributes, and what is
 * to be said of it in plain words. See Inspection for what the numbers mean.
 *
 *     const seen = inspect(await loadForecaster("shop.sluice"), shop, { steps: 365 });
 *     for (const { message } of seen.warnings) console.log(message);
 *
 * The panel has the columns and roles that the forecaster was fitted to; it may have other rows. Known columns after its end come
 * from `future` and `set`; without them they are taken to be as they were a season before.
 *
 * Errors: E_COLUMN for a panel with other columns, roles or another time step; E_ARGUMENT for a series, a member or steps that cannot
 * be; E_DATA for a series that the forecaster does not know or that is too short; as `predict` for known columns.
 */
export function inspect(forecaster: FittedForecaster, panel: Panel, options: InspectOptions = {}): Inspection {
  const { parts } = forecaster;
  const { settings, layout, networks } = parts;
  const { lookback, hidden, layers } = settings;
  const member = checked("member", options.member ?? 1, networks.length);
  const asked = checked("steps", options.steps ?? MOST_STEPS);
  const { series, view } = viewOf(parts, panel, options.series);
  const own: FittedParts = { ...parts, views: [view], times: [series.times] };
  const network = networks[member - 1]!;

  const count = Math.min(asked, view.length - lookback + 1);
  const first = view.length - count;
  const origins = Array.from({ length: count }, (_, i): Origin => ({ view, origin: first + 1 + i }));
  const { known, notices } = knownOf(own, options);
  const watchable = network.watchable();
  const scaled = known.map((column, c) => view.known[c]!.scale(column));
  const seen = seenWindows(network, origins, { layout, watchable, ahead: scaled });
  const watched = watchable.map(
    ({ address, name, kind, depth, range }): WatchedValue => ({
      ...{ address, name, kind, layer: depth },
      range: range ?? null,
      values: seen.values.get(address)!,
      before: seen.before.get(address) ?? null,
    }),
  );
  const some = networkInputs(layout, examples(spread(origins, memoryWindows(hidden)), layout));
  const statistics = watched.map((value) =>
    describeValue(value, value.kind === "state" ? memoryLength(network, some, value.address) : null),
  );

  const columns = columnsOf(parts);
  const { cell } = watchable[0]!;
  const label = (time: number) => timeLabel(time, panel.time);
  const times = Array.from(series.times.subarray(first), label);
  const who = networks.length === 1 ? "" : `, member ${member} of ${networks.length}`;
  return {
    title: `${nameOf(panel, series.id)}: ${cell.name} ${layers}×${hidden}${who}`,
    series: series.id,
    target: panel.target,
    times,
    actual: Array.from(series.target.subarray(first), (value) => (Number.isNaN(value) ? null : value)),
    fitted: fittedFrom(own, { first, count }),
    ahead: {
      times: nextTimes(series.times.at(-1)!, panel.time, settings.horizon).labels,
      values: Array.from(nextSteps(own, [known])[0]!),
    },
    member,
    members: networks.length,
    lookback,
    cell: {
      name: cell.name,
      equations: `${cell}`.split("\n").filter((line) => line.trim() !== ""),
      columns: columns.map(({ column }) => column),
      states: cell.states,
      output: cell.output,
      ...{ hidden, layers },
    },
    watched,
    inputs: columns.map((column, f) => ({ ...column, values: seen.inputs[f]! })),
    contributions: [
      ...columns.map(({ column }, f) => ({ column, of: "past" as const, values: seen.past[f]! })),
      ...layout.known.map((index, c) => ({
        column: panel.known[index]!,
        of: "ahead" as const,
        values: seen.ahead[c]!,
      })),
    ],
    latest: {
      times: Array.from(series.times.subarray(view.length - lookback), label),
      columns: columns.map(({ column }, f) => ({ column, values: seen.latest[f]! })),
    },
    statistics,
    warnings: warningsOf(statistics, watchable),
    notices,
  };
}

function checked(name: string, value: number, most = Number.MAX_SAFE_INTEGER): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return value;
  const expected = most < Number.MAX_SAFE_INTEGER ? `a whole number from 1 to ${most}` : "a whole number above 0";
  throw new SluiceError("E_ARGUMENT", { where: `inspect, ${name}`, expected, got: String(value) });
}

const nameOf = ({ id, name, target }: Panel, series: string): string =>
  id === undefined ? `${target} in ${name}` : `${target} of ${series} in ${name}`;

/** One-step forecasts of the steps from `first` on; null where there is no whole window before a step. */
function fittedFrom(own: FittedParts, { first, count }: { first: number; count: number }): (number | null)[] {
  const [view] = own.views;
  const missing = Math.max(0, own.settings.lookback - first);
  const origins = Array.from({ length: count - missing }, (_, i) => ({ view: view!, origin: first + missing + i }));
  return [...new Array<null>(missing).fill(null), ...forecastFrom(own, origins).map((steps) => steps[0]!)];
}

/** Known columns after the end, in the units of the table. */
function knownOf(
  own: FittedParts,
  { future, set }: PredictOptions,
): { known: readonly Float64Array[]; notices: string[] } {
  const { panel, views, settings } = own;
  if (panel.known.length === 0 || future !== undefined || set !== undefined)
    return { known: knownAhead(own, { ...(future && { future }), ...(set && { set }) })[0]!, notices: [] };
  const season = Math.min(panel.season, views[0]!.length);
  const known = views[0]!.data.known.map((column) =>
    Float64Array.from({ length: settings.horizon }, (_, k) => column[column.length - season + (k % season)]!),
  );
  const which = season === 1 ? "at the last step" : `${season} steps before`;
  const told = `the forecast of the next steps takes ${panel.known.join(", ")} to be as ${which}: no table says what is to come`;
  return { known, notices: [told] };
}

/** Of a list, at most so many, evenly spread, the last among them. */
function spread<Item>(items: readonly Item[], most: number): Item[] {
  const stride = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, i) => (items.length - 1 - i) % stride === 0);
}

function columnsOf({ layout, panel }: FittedParts): Pick<InputSeries, "column" | "role">[] {
  return layout.inputs.map((input) => ({
    column: "index" in input ? panel[input.role][input.index]! : input.role === "target" ? panel.target : "surprise",
    role: input.role,
  }));
}
