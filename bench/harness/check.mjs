/** How far a peer's numbers may be from ours, as a part of the largest of ours. */
export const TOLERANCE = 1e-5;
/** Steps of Adam that losses are compared over, beside the first loss. */
export const CHECKED_STEPS = 3;

/**
 * Compares what a peer computed with what Sluice did: the losses of the first steps, or the outputs.
 *
 * @param {readonly number[]} ours
 * @param {readonly number[]} theirs
 * @returns {string | undefined} what is wrong; undefined when they agree
 */
export function disagreement(ours, theirs, tolerance = TOLERANCE) {
  if (ours.length !== theirs.length) return `${theirs.length} numbers where Sluice has ${ours.length}`;
  const scale = ours.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  let worst = 0;
  let at = 0;
  for (let i = 0; i < ours.length; i++) {
    const distance = Math.abs(ours[i] - theirs[i]);
    if (!Number.isFinite(ours[i])) return `Sluice itself has ${ours[i]} at place ${i}`;
    if (!Number.isFinite(theirs[i])) return `${theirs[i]} at place ${i}, where Sluice has ${ours[i]}`;
    if (distance > worst) [worst, at] = [distance, i];
  }
  if (worst <= tolerance * scale) return undefined;
  const part = (worst / scale).toExponential(1);
  return `${theirs[at]} at place ${at}, where Sluice has ${ours[at]}: ${part} of the largest value, over ${tolerance}`;
}
