/** @import { Run } from "./draw.mjs" */
/** @import { Theme } from "../../packages/charts/dist/palette.js" */
import { plotSvg } from "../../packages/charts/dist/svg.js";

const LINES = /** @type {const} */ ([
  { size: "L", tone: "actual", dash: [] },
  { size: "XL", tone: "forecast", dash: [6, 4] },
]);

/**
 * How many times as fast a training step of the LSTM is on several threads as on one, timed in turn.
 *
 * @param {Run} run
 * @param {Theme} theme
 * @returns {string | undefined} SVG; nothing where no row of it was measured
 */
export function threads(run, theme) {
  const faster = (/** @type {string} */ size, /** @type {number} */ count) => {
    const row = run.rows.find(({ name }) => name === `threads/${size}/${count}`);
    const one = row?.peers["sluice-1-thread"];
    return row?.ours === undefined || one === undefined ? null : one.median / row.ours.median;
  };
  const positions = [1, 2, 4];
  const lines = LINES.map(({ size, tone, dash }) => ({
    name: `LSTM ${size}`,
    tone: /** @type {"actual"} */ (tone),
    dash: [...dash],
    width: 2.2,
    points: positions.map((count, at) => ({ at, value: count === 1 ? 1 : faster(size, count) })),
  }));
  if (lines.every(({ points }) => points.every(({ value }, at) => at === 0 || value === null))) return undefined;
  const title = "One training step on several threads";
  return plotSvg(
    {
      title,
      heading: title,
      x: { kind: "number", positions, labels: positions.map(String), name: "threads" },
      y: { name: "times as fast as on one", log: false },
      lines,
      bands: [],
      marks: [],
    },
    { width: 820, height: 380 },
    theme,
  );
}
