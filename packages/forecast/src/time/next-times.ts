import { addSteps, type Frequency } from "./frequency.ts";
import { printTime } from "./layout.ts";

/** What is needed to continue and print a panel's times. Plain data, saved with models. */
export interface TimeAxis {
  /** The table's time columns; none when its rows are the steps. */
  readonly columns: readonly string[];
  readonly frequency: Frequency;
  readonly layout: string;
  /** How cells are read, where that differs: several columns print as one ISO date. */
  readonly format?: string | undefined;
  readonly zone?: string | undefined;
}

/** The `count` times after `last`, and how the table would write them (`1961-01`). */
export function nextTimes(last: number, axis: TimeAxis, count: number): { times: Float64Array; labels: string[] } {
  const times = Float64Array.from({ length: count }, (_, index) => addSteps(last, index + 1, axis.frequency));
  return { times, labels: Array.from(times, (time) => timeLabel(time, axis)) };
}

/** A time as the table writes it. */
export function timeLabel(time: number, axis: Pick<TimeAxis, "layout" | "zone">): string {
  return printTime(time, axis.layout, axis.zone);
}
