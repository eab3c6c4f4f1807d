import { SluiceError } from "@sluice/core";
import { cleanText } from "./markup.ts";
import type { PlotAxis } from "./plot.ts";
import { timePositions } from "./times.ts";

export interface SharedAxis {
  axis: PlotAxis;
  /** For each list of times, where its entries stand among the axis's positions. */
  places: readonly (readonly number[])[];
}

/** Calendar times: the union by instant, each labelled as it first occurs. */
function calendarAxis(lists: readonly (readonly string[])[], moments: readonly (readonly number[])[]): SharedAxis {
  const labels = new Map<number, string>();
  for (const [list, times] of moments.entries()) {
    let before = -Infinity;
    for (const [index, moment] of times.entries()) {
      const label = lists[list]![index]!;
      if (moment <= before) {
        throw new SluiceError("E_ARGUMENT", {
          where: "chart, times",
          expected: "rising times",
          got: `${JSON.stringify(label)} after ${JSON.stringify(lists[list]![index - 1])}`,
          hint: "sorting the rows by time",
        });
      }
      before = moment;
      if (!labels.has(moment)) labels.set(moment, cleanText(label));
    }
  }
  const positions = [...labels.keys()].sort((a, b) => a - b);
  const place = new Map(positions.map((moment, index) => [moment, index]));
  return {
    axis: { kind: "time", positions, labels: positions.map((moment) => labels.get(moment)!), name: "time" },
    places: moments.map((times) => times.map((moment) => place.get(moment)!)),
  };
}

/** Other texts: equal distances, in the order of first occurrence. */
function categoryAxis(lists: readonly (readonly string[])[]): SharedAxis {
  const place = new Map<string, number>();
  for (const time of lists.flat()) if (!place.has(time)) place.set(time, place.size);
  return {
    axis: { kind: "category", positions: [...place.values()], labels: [...place.keys()].map(cleanText), name: "time" },
    places: lists.map((times) => times.map((time) => place.get(time)!)),
  };
}

/**
 * One axis for several lists of times.
 *
 * Errors: E_ARGUMENT when calendar times do not rise.
 */
export function sharedAxis(lists: readonly (readonly string[])[]): SharedAxis {
  const moments = timePositions(lists.flat());
  // A single time has no scale.
  if (moments === undefined || new Set(moments).size < 2) return categoryAxis(lists);
  let start = 0;
  return calendarAxis(
    lists,
    lists.map((list) => moments.slice(start, (start += list.length))),
  );
}
