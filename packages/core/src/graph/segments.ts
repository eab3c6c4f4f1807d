/** A size, as in size.ts, which reads what is named here. */
type Size = number | string;

/** How a loop takes several steps at a time. */
export interface Segment {
  /** Steps of a segment; the last one along the axis has what is left. */
  readonly length: number;
  /**
   * Where sums over all steps and rows are put together: from all of them behind the loop, to the bits of a loop without
   * segments; or segment by segment, so that what is summed need not be kept for all steps.
   */
  readonly sums: "behind" | "inside";
}

/**
 * The axes of a loop in segments: how many segments there are, and the steps of one.
 *
 * Outside of the loop's rounds the second one stands for the longest.
 */
export const segmentAxes = (axis: Size, length: number) => ({
  segments: `${axis}/${length}`,
  steps: `${axis}%${length}`,
});

/** What an axis that `segmentAxes` named is a part of. */
export function segmentedAxis(name: string): { axis: Size; segment: number; part: "segments" | "steps" } | undefined {
  const found = /^(.+)([/%])(\d+)$/.exec(name);
  if (found === null) return undefined;
  const [, axis, sign, segment] = found as unknown as [string, string, string, string];
  return {
    axis: /^\d+$/.test(axis) ? Number(axis) : axis,
    segment: Number(segment),
    part: sign === "/" ? "segments" : "steps",
  };
}
