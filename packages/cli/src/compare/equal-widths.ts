/** How many parameters there would be with so many units; undefined where there is no room for them. */
export type CountAt = (hidden: number) => number | undefined;

/**
 * As many units for every cell as make their parameters alike: as near as whole units come to the largest of them at `hidden`
 * units.
 *
 * No cell gets fewer units than that, nor more than `most`. A count may not fall where units are added.
 */
export function equalWidths(counts: readonly CountAt[], { hidden, most }: { hidden: number; most: number }): number[] {
  const wanted = Math.max(...counts.map((count) => count(hidden) ?? 0));
  return counts.map((count) => nearest(count, { wanted, hidden, most }));
}

function nearest(count: CountAt, { wanted, hidden, most }: { wanted: number; hidden: number; most: number }): number {
  const reaches = (units: number) => (count(units) ?? Number.POSITIVE_INFINITY) >= wanted;
  let low = hidden;
  let high = hidden;
  while (!reaches(high) && high < most) {
    low = high;
    high = Math.min(most, 2 * high);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  const distance = (units: number) => Math.abs((count(units) ?? Number.POSITIVE_INFINITY) - wanted);
  return [hidden, low, high].reduce((best, units) => (distance(units) < distance(best) ? units : best));
}
