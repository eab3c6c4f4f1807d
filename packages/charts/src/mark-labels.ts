import type { PlotMark } from "./plot.ts";
import { fitText, LABEL_SIZE, textWidth } from "./text-width.ts";

export interface MarkLabel {
  text: string;
  /** Where the text begins, and where its mark's line stands. */
  x: number;
  line: number;
  /** 0 stands right above the field. */
  row: number;
  /** Whether the line can be drawn on up to the text without running through another one. */
  leads: boolean;
}

const TO_LINE = 4;
const BETWEEN = 10;

/**
 * Places the texts of vertical lines above their field, in as few rows as keep them apart.
 *
 * A text stands beside its line: the last one after it, the others before it, or on the other side where there is more room.
 */
export function placeMarkLabels(
  marks: readonly PlotMark[],
  lineOf: (mark: PlotMark) => number,
  room: { left: number; right: number },
): MarkLabel[] {
  const placed: (MarkLabel & { end: number })[] = [];
  for (const [index, mark] of marks.entries()) {
    const line = lineOf(mark);
    const text = fitText(mark.label, LABEL_SIZE, room.right - room.left);
    const width = textWidth(text, LABEL_SIZE);
    const [after, before] = [line + TO_LINE, line - TO_LINE - width];
    const inside = (x: number) => x >= room.left && x + width <= room.right;
    const sides = (index === marks.length - 1 ? [after, before] : [before, after]).filter(inside);
    if (sides.length === 0) sides.push(Math.min(Math.max(before, room.left), room.right - width));
    const isFree = (x: number, row: number) =>
      placed.every((other) => other.row !== row || x > other.end + BETWEEN || x + width < other.x - BETWEEN);
    for (let row = 0; ; row++) {
      const x = sides.find((side) => isFree(side, row));
      if (x === undefined) continue;
      const leads = placed.every((other) => other.row >= row || line < other.x - 2 || line > other.end + 2);
      placed.push({ text, x, line, row, leads, end: x + width });
      break;
    }
  }
  return placed.map(({ end: _, ...label }) => label);
}
