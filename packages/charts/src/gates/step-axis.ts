import { sharedAxis } from "../shared-axis.ts";
import { tickLadder } from "../tick-ladder.ts";
import { type TickLevel, tickLevel } from "../tick-level.ts";
import type { Words } from "../words.ts";

/** A time axis on which every step is as wide as every other: step i from i to i + 1, what belongs to it in the middle. */
export interface StepAxis {
  labels: readonly string[];
  /** Coarse to fine; positions in steps. */
  ladder: readonly TickLevel[];
}

const ROUND = [1, 2, 5];

/** Labels of every n-th step, for times that are no calendar's. */
function countedLadder(labels: readonly string[]): TickLevel[] {
  const levels: TickLevel[] = [];
  for (let power = 1; power < Math.max(2, labels.length); power *= 10)
    for (const times of ROUND) {
      const every = times * power;
      const at = labels.flatMap((_, i) => (i % every === 0 ? [i] : []));
      levels.push(
        tickLevel(
          at.map((i) => i + 0.5),
          at.map((i) => labels[i]!),
        ),
      );
    }
  return levels.reverse();
}

/**
 * The axis of times that follow each other.
 *
 * Errors: E_ARGUMENT when calendar times do not rise.
 */
export function stepAxis(times: readonly string[], words: Words): StepAxis {
  const { axis } = sharedAxis([times]);
  const { labels, positions } = axis;
  if (axis.kind !== "time") return { labels, ladder: countedLadder(labels) };
  const ladder = tickLadder(axis, words).map((level) => {
    let step = 0;
    const stepsOf = level.positions.map((moment) => {
      while (step < positions.length - 2 && positions[step + 1]! <= moment) step++;
      return step + 0.5 + (moment - positions[step]!) / (positions[step + 1]! - positions[step]!);
    });
    return { ...level, positions: stepsOf };
  });
  // The ticks of a short axis may all lie between its steps.
  return { labels, ladder: ladder.length > 0 ? ladder : countedLadder(labels) };
}
