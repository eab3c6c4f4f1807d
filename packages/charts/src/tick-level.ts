import { LABEL_SIZE, textWidth } from "./text-width.ts";

/** Ticks of one step, all of an axis's span. */
export interface TickLevel {
  positions: readonly number[];
  labels: readonly string[];
  /** What stands below a label where it differs from that of the tick before: the year of a month. */
  contexts: readonly string[];
  /** Pixels of the axis for each tick. */
  room: number;
}

const GAP = 18;

export function tickLevel(positions: number[], labels: string[], contexts = labels.map(() => "")): TickLevel {
  const widest = [...labels, ...contexts].reduce((width, text) => Math.max(width, textWidth(text, LABEL_SIZE)), 0);
  return { positions, labels, contexts, room: Math.ceil(widest + GAP) };
}

/** The finest of some levels, coarse to fine, whose labels have room on an axis of so many pixels; none of no levels. */
export function fittingLevel(ladder: readonly TickLevel[], pixels: number): TickLevel | undefined {
  return ladder.findLast((level) => level.positions.length * level.room <= pixels) ?? ladder[0];
}

/** The text of each tick, the context below where it changes. */
export function tickTexts({ labels, contexts }: TickLevel): string[] {
  return labels.map((label, i) => {
    const context = contexts[i]!;
    return context === "" || context === contexts[i - 1] ? label : `${label}\n${context}`;
  });
}
