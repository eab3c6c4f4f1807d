import { frequencyName } from "../time/frequency.ts";
import type { TimeAxis } from "../time/next-times.ts";

/** One time series of a panel. N is its number of steps; rows and all columns below have N entries, oldest first. */
export interface Series {
  /** What the id column holds; the target's name in a panel without one. */
  readonly id: string;
  /** Civil time of every step (see civil.ts), or whole numbers. */
  readonly times: Float64Array;
  /** Spreadsheet row of every step, and the mark of a gap: 0 where the table has no row and the step was inserted. */
  readonly rows: Int32Array;
  /** NaN where missing and in gaps, as in known and past. */
  readonly target: Float64Array;
  /** A column each, in the order of `panel.known`. */
  readonly known: readonly Float64Array[];
  /** A column each, in the order of `panel.past`. */
  readonly past: readonly Float64Array[];
  /** One value each, in the order of `panel.static`; NaN where missing. */
  readonly static: Float64Array;
}

/** What a panel is made of; the rest of it is counted. */
export interface PanelParts {
  /** The table's name, for messages. */
  readonly name: string;
  readonly time: TimeAxis;
  /** The column to forecast. */
  readonly target: string;
  /** Columns whose future is known: price, holiday. */
  readonly known: readonly string[];
  /** Columns known only up to the present. */
  readonly past: readonly string[];
  /** Columns with one value per series. */
  readonly static: readonly string[];
  readonly id: string | undefined;
  /** Steps in the season; 1 for none. */
  readonly season: number;
  readonly series: readonly Series[];
  readonly encoding: string | undefined;
  /** What was done or found on the way from the table, a sentence each. */
  readonly notices: readonly string[];
}

/**
 * One or many series ready for forecasting. A panel guarantees:
 *
 * 1. every series is sorted by time, without duplicates, and holds at least one row;
 * 2. one row a step: neighbours are exactly one step of `time.frequency` apart, the same frequency for all series;
 * 3. steps the table lacks were inserted: `rows` is 0 and every value NaN there;
 * 4. values are finite or NaN (missing), nothing else, and no series' target is missing throughout;
 * 5. roles are known: `target`, `known`, `past`, `static` and `id` name different columns, and arrays follow their order.
 *
 * Missing values are kept; `fill` is the one way to complete them.
 */
export interface Panel extends PanelParts {
  /** Rows of the table, gaps not counted. */
  readonly rowCount: number;
  /** Runs of inserted steps. */
  readonly gapCount: number;
  /** One line: `date daily, 1,096 rows, 2 gaps · target sales · known price, holiday · season 7 · UTF-8`. */
  describe(): string;
}

export function createPanel(parts: PanelParts): Panel {
  let rowCount = 0;
  let gapCount = 0;
  for (const { rows } of parts.series) {
    rows.forEach((row, step) => {
      if (row > 0) rowCount++;
      else if (step === 0 || rows[step - 1]! > 0) gapCount++;
    });
  }
  const counted = { ...parts, rowCount, gapCount };
  return { ...counted, describe: () => describe(counted) };
}

function describe(panel: PanelParts & { rowCount: number; gapCount: number }): string {
  const { columns, frequency } = panel.time;
  const role = (name: string, list: readonly string[]) => (list.length === 0 ? [] : [`${name} ${list.join(", ")}`]);
  const time = columns.length === 0 ? "rows as steps" : `${columns.join("+")} ${frequencyName(frequency)}`;
  const series = panel.id === undefined ? [] : [`${counted(panel.series.length, "series", "series")} by ${panel.id}`];
  const gaps = panel.gapCount === 0 ? "no gaps" : counted(panel.gapCount, "gap");
  return [
    [time, ...series, counted(panel.rowCount, "row"), gaps].join(", "),
    `target ${panel.target}`,
    ...role("known", panel.known),
    ...role("past", panel.past),
    ...role("static", panel.static),
    `season ${panel.season}`,
    ...(panel.encoding === undefined ? [] : [panel.encoding]),
  ].join(" · ");
}

/** "1 row", "1,096 rows". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** Steps in a season at most: a day has 86,400 seconds. Every step of a series is forecast for as many steps. */
export const LONGEST_SEASON = 100_000;
