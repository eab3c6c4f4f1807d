/** @import { Run } from "./draw.mjs" */
/** @import { Theme } from "../../packages/charts/dist/palette.js" */
import { escapeMarkup } from "../../packages/charts/dist/markup.js";
import { PALETTES } from "../../packages/charts/dist/palette.js";
import { FONT_FAMILY } from "../../packages/charts/dist/plot-option.js";
import { svgText } from "../../packages/charts/dist/svg-header.js";
import { textWidth, wrapText } from "../../packages/charts/dist/text-width.js";
import { duration, ratio } from "../harness/format.mjs";
import { SIZES } from "../harness/sizes.mjs";

const WIDTH = 820;
const MARGIN = 20;
const GAP = 36;
const BAR = 18;
const PITCH = 26;
const SHOWN = /** @type {const} */ (["L", "XL"]);
const CELLS = /** @type {const} */ (["lstm", "gru"]);
const NAMES = /** @type {Record<string, string>} */ ({
  pytorch: "PyTorch",
  "jax-js": "jax-js",
  "tfjs-wasm": "tfjs wasm",
});

/** What stands beside the bars and under the title: who ran, in which version, on what. @param {Run} run */
export function versionLine({ node, flags, cpu, versions, rows }) {
  const { blas } = versions.pytorch ?? {};
  const shown = Object.keys(NAMES).filter((name) => rows.some(({ peers }) => name in peers));
  const peers = shown.map((name) => {
    const { pytorch, tfjs, "jax-js": jax } = versions[name] ?? {};
    return `${NAMES[name]} ${pytorch ?? tfjs ?? jax ?? ""}${name === "pytorch" && blas !== undefined ? ` with ${blas}` : ""}`;
  });
  const revectorized = flags.includes("--experimental-wasm-revectorize") ? " with the revectorizer" : "";
  return [...peers, `Node ${node}${revectorized}`, cpu, "one thread, float32"].join(" · ");
}

/**
 * Milliseconds of one training step at L and XL as bars, each panel with a scale of its own that begins at zero.
 *
 * @param {Run} run
 * @param {Theme} theme
 * @returns {string | undefined} SVG; nothing where no row of it was measured
 */
export function headline(run, theme) {
  const palette = PALETTES[theme];
  const grey = palette.others[3];
  const panels = CELLS.flatMap((cell, row) =>
    SHOWN.flatMap((size, column) => {
      const found = run.rows.find(({ name }) => name === `${cell}/${size}/train`);
      if (found?.ours === undefined) return [];
      const peers = Object.keys(NAMES).flatMap((name) => {
        const times = found.peers[/** @type {"pytorch"} */ (name)];
        return times === undefined ? [] : [{ name: NAMES[name], times }];
      });
      return [{ cell, size, row, column, ours: found.ours, bars: [{ name: "Sluice", times: found.ours }, ...peers] }];
    }),
  );
  if (panels.length === 0) return undefined;

  const parts = [];
  const title = "One training step: milliseconds, and how many times as long as Sluice";
  parts.push(svgText(title, { x: MARGIN, y: 32, size: 17, fill: palette.text, bold: true }));
  let top = 40;
  for (const line of wrapText(versionLine(run), 12, WIDTH - 2 * MARGIN, 3)) {
    top += 17;
    parts.push(svgText(line, { x: MARGIN, y: top, size: 12, fill: palette.muted }));
  }
  const panelWidth = (WIDTH - 2 * MARGIN - GAP) / 2;
  const most = Math.max(...panels.map(({ bars }) => bars.length));
  const height = (/** @type {number} */ row) => top + 34 + row * (most * PITCH + 44);
  for (const { cell, size, row, column, ours, bars } of panels) {
    const left = MARGIN + column * (panelWidth + GAP);
    const y = height(row);
    const heading = `${cell.toUpperCase()} ${size}`;
    const { batch, steps, hidden } = SIZES[size];
    parts.push(
      svgText(heading, { x: left, y, size: 14, fill: palette.text, bold: true }),
      svgText(`batch ${batch}, ${steps} steps, hidden ${hidden}`, {
        x: Math.round(left + textWidth(heading, 14, true) + 12),
        y,
        size: 12,
        fill: palette.muted,
      }),
    );
    const labels = bars.map(({ times }) =>
      times === ours ? duration(times.median) : `${duration(times.median)} · ${ratio(times, ours)}`,
    );
    const nameRoom = Math.max(...bars.map(({ name }) => textWidth(name, 13))) + 12;
    const labelRoom = Math.max(...labels.map((label) => textWidth(label, 13, true))) + 10;
    const room = panelWidth - nameRoom - labelRoom;
    const longest = Math.max(...bars.map(({ times }) => times.median));
    bars.forEach(({ name, times }, i) => {
      const at = y + 12 + i * PITCH;
      const length = Math.max(1, (times.median / longest) * room);
      const fill = times === ours ? palette.actual : grey;
      const baseline = at + BAR / 2 + 4.5;
      parts.push(
        svgText(name, { x: left, y: baseline, size: 13, fill: palette.text, bold: times === ours }),
        `<rect x="${left + nameRoom}" y="${at}" width="${length.toFixed(1)}" height="${BAR}" fill="${fill}"/>`,
        svgText(labels[i], {
          x: Math.round(left + nameRoom + length + 8),
          y: baseline,
          size: 13,
          fill: palette.text,
          bold: times === ours,
        }),
      );
    });
  }
  const total = height(Math.max(...panels.map(({ row }) => row))) + 12 + most * PITCH + MARGIN - 8;
  const words = panels.map(
    ({ cell, size, bars }) =>
      `${cell.toUpperCase()} ${size}: ${bars.map(({ name, times }) => `${name} ${duration(times.median)}`).join(", ")}`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${total}" viewBox="0 0 ${WIDTH} ${total}" role="img" font-family="${escapeMarkup(FONT_FAMILY)}">
<title>${escapeMarkup(title)}</title>
<desc>${escapeMarkup(`${words.join(". ")}. ${versionLine(run)}.`)}</desc>
<rect width="${WIDTH}" height="${total}" fill="${palette.background}"/>
${parts.join("\n")}
</svg>
`;
}
