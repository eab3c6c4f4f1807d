/**
 * The candidate that a mistyped name most likely means: the one fewest edits away, if a third of its letters agree.
 *
 * An edit inserts, deletes or replaces a character, or swaps two neighbours.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const allowed = Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3));
    if (Math.abs(name.length - candidate.length) > allowed || Math.max(name.length, candidate.length) < 2) continue;
    const count = edits(name.toLowerCase(), candidate.toLowerCase());
    if (count <= allowed && count < fewest) [best, fewest] = [candidate, count];
  }
  return best;
}

function edits(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let count = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        count = Math.min(count, beforeLast[j - 2]! + 1);
      row.push(count);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
