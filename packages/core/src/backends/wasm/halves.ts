import { ROWS } from "../../graph/axes.ts";
import type { Shape } from "../../graph/size.ts";
import { type Extent, extent, NONE, times } from "./layout.ts";

/** How often a sum over rows is halved: at most eight parts. */
export const MAX_HALVINGS = 3;

/** Fewest rows that are halved, as in kernels/assembly/halves.ts. */
const MIN_ROWS = 16;

/**
 * The run-time number, given after the lengths, of how often sums over rows are halved: as many times less in each of
 * several threads as it takes halvings to give every thread its rows.
 */
export const HALVINGS = "halvings";

/** Reduced rows as a kernel takes them: the rows of several groups, the rows of each being halved. */
export interface HalvedRows {
  readonly groups: Extent;
  readonly groupStride: Extent;
  readonly rows: Extent;
  readonly rowStride: Extent;
  readonly halvings: Extent;
}

/** Whether a sum over these axes is halved along the rows. */
export const canBeHalved = (lead: Shape): boolean => halvedRows(lead, extent(1)).halvings !== NONE;

/** Rows that lie evenly, `pitch` apart, over the axes of `lead`; halved along the axis of rows where that is among them. */
export function halvedRows(lead: Shape, pitch: Extent): HalvedRows {
  const axes = lead.filter((size) => size !== 1);
  const at = axes.indexOf(ROWS);
  const others = axes.filter((_, axis) => axis !== at);
  const rows = extent(ROWS);
  const halvings = extent(HALVINGS);
  const isOnce = at >= 0 && !others.includes(ROWS);
  if (isOnce && at === axes.length - 1)
    return { groups: extent(...others), groupStride: times(pitch, ROWS), rows, rowStride: pitch, halvings };
  if (isOnce && at === 0)
    return { groups: extent(...others), groupStride: pitch, rows, rowStride: times(pitch, ...others), halvings };
  return { groups: extent(1), groupStride: NONE, rows: extent(...lead), rowStride: pitch, halvings: NONE };
}

/** Into how many equal shares, at most `threads`, the rows of a batch can go: a power of two. */
export function shares(rows: number, threads: number): number {
  let halvings = 0;
  while (halvings < MAX_HALVINGS && 2 ** (halvings + 1) <= threads && rows >> halvings >= MIN_ROWS) halvings++;
  return 2 ** halvings;
}

/** Where the shares of a batch begin, and its end: by halving, the first half being the smaller one. */
export function cuts(rows: number, count: number): number[] {
  if (count === 1) return [0, rows];
  const first = rows >> 1;
  const second = cuts(rows - first, count / 2);
  return [...cuts(first, count / 2).slice(0, -1), ...second.map((cut) => first + cut)];
}
