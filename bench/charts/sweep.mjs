/** @import { Run } from "./draw.mjs" */
/** @import { Theme } from "../../packages/charts/dist/palette.js" */
import { plotSvg } from "../../packages/charts/dist/svg.js";
import { SIZES } from "../harness/sizes.mjs";

/** What a sweep goes along, and what it is called. */
export const AXES = /** @type {const} */ ({ steps: "steps", batch: "batch", hidden: "hidden units" });

/**
 * Milliseconds of one training step of the LSTM against one of its sizes, the others being those of L.
 *
 * @param {Run} run
 * @param {keyof typeof AXES} axis
 * @param {Theme} theme
 * @returns {string | undefined} SVG; nothing where fewer than two sizes were measured
 */
export function sweep(run, axis, theme) {
  const found = run.rows
    .filter(({ name, ours }) => name.startsWith(`by-${axis}/lstm/`) && ours !== undefined)
    .map((row) => ({ ...row, length: Number(row.name.split("/")[2]) }))
    .sort((a, b) => a.length - b.length);
  if (found.length < 2) return undefined;
  const positions = found.map(({ length }) => length);
  const { batch, steps, features, hidden } = SIZES.L;
  const fixed = Object.entries({ batch, steps, features, hidden })
    .filter(([name]) => name !== axis)
    .map(([name, size]) => `${name} ${size}`);
  const { pytorch } = run.versions;
  const blas = pytorch?.blas === undefined ? "" : ` with ${pytorch.blas}`;
  const lines = [
    {
      name: `Sluice, Node ${run.node}${run.flags.length > 0 ? " with the revectorizer" : ""}`,
      tone: "actual",
      dash: [],
    },
    { name: `PyTorch ${pytorch?.pytorch ?? ""}${blas}`, tone: "forecast", dash: [6, 4] },
  ].map(({ name, tone, dash }, line) => ({
    name,
    tone: /** @type {"actual"} */ (tone),
    dash,
    width: 2.2,
    points: found.map(({ ours, peers }, at) => ({ at, value: (line === 0 ? ours : peers.pytorch)?.median ?? null })),
  }));
  const title = `One training step of the LSTM against ${AXES[axis]}`;
  return plotSvg(
    {
      title,
      heading: title,
      x: { kind: "number", positions, labels: positions.map(String), name: `${AXES[axis]} (${fixed.join(", ")})` },
      y: { name: "milliseconds", log: false },
      lines: lines.filter(({ points }) => points.some(({ value }) => value !== null)),
      bands: [],
      marks: [],
    },
    { width: 820, height: 380 },
    theme,
  );
}
