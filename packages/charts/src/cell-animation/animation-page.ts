import { type CellWiring, cellWiring, type WiringNode } from "@sluice/core";
import { describeCell, equationsOf, layoutOf } from "../cell-diagram/cell-picture.ts";
import { drawCell, type Paint } from "../cell-diagram/draw-cell.ts";
import type { Direction, Layout } from "../cell-diagram/layout.ts";
import { equationMarkup, nameMarkup, nameText } from "../cell-diagram/name-text.ts";
import { diagramWords } from "../cell-diagram/words.ts";
import { cleanText, escapeJson, escapeMarkup } from "../markup.ts";
import type { Theme } from "../palette.ts";
import { type Lang, wordsOf } from "../words.ts";
import { ANIMATION_SCRIPT } from "./animation-script.ts";
import { animationStyle } from "./animation-style.ts";
import type { CellRun } from "./cell-run.ts";
import { type NodeValues, nodeValues } from "./node-values.ts";
import { type Packed, packed } from "./packed.ts";
import { type AnimationWords, animationWords } from "./words.ts";

const PAINT: Paint = {
  background: "var(--background)",
  text: "var(--text)",
  // Small texts stand on fills of any strength.
  muted: "var(--text)",
  wire: "var(--edge)",
  gate: "var(--edge)",
  candidate: "var(--edge)",
  state: "var(--edge)",
  value: "var(--edge)",
};

const SPEEDS = [1, 2, 5, 10, 25] as const;

/** A run as one HTML page with all its values inside: it asks the network for nothing. */
export function animationPage(run: CellRun, theme: Theme | "auto", lang: Lang): string {
  const wiring = cellWiring(run.cell);
  const [words, drawn, { tag, actual, forecast }] = [animationWords(lang), diagramWords(lang), wordsOf(lang)];
  const values = nodeValues(wiring, run);
  const units = Math.max(1, ...[...values.values()].map((one) => one.units));
  const heading = cleanText(run.title ?? words.titleOf(run.cell.name));
  const title = heading === "" ? words.titleOf(cleanText(run.cell.name)) : heading;
  const series = (run.series ?? [])
    .filter((one) => one.values.some((value) => value !== null))
    .map((one, i) => ({
      name: cleanText(one.name) || (i === 0 ? actual : forecast),
      values: one.values.map((value) => (value === null || Number.isFinite(value) ? value : null)),
    }));
  const spec = {
    times: run.times.map(cleanText),
    units,
    series,
    nodes: pageNodes(wiring, run, values),
    columns: (run.inputs ?? []).map(({ column, values: own }) => ({
      name: cleanText(column),
      values: own.map(rounded),
    })),
    words,
  };
  const [right, down] = (["right", "down"] as const).map((direction) =>
    layoutOf(wiring, drawn, { direction, hasNumber: (id) => values.has(id) && !/^(next|output)\b/.test(id) }),
  ) as [Layout, Layout];
  const turns = Math.min(WIDE, Math.round(right.width * SHRINK) + 48);
  const aria = `${words.drawing}. ${describeCell({ wiring, words: drawn })}`;
  return `<!doctype html>
<html lang="${tag}" data-theme="${theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeMarkup(title)}</title>
<style>${animationStyle(turns)}</style>
</head>
<body>
<main>
<h1>${escapeMarkup(title)}</h1>
<noscript><p>${escapeMarkup(words.needsScript)}</p></noscript>
${series.length === 0 ? "" : seriesMarkup(series, words)}
${controls(run.times.length, units, words)}
<p id="now" role="status" aria-live="polite"></p>
<figure>
<div class="cell right">${drawing(right, "right", aria)}</div>
<div class="cell down">${drawing(down, "down", aria)}</div>
${legend(words)}
</figure>
<h2 id="present">${escapeMarkup(words.presentValues)}</h2>
<div class="table" tabindex="0" role="region" aria-labelledby="present">
${table(wiring, spec.columns, words)}
</div>
<p class="keys">${escapeMarkup(words.keys)}</p>
</main>
<script type="application/json" id="spec">${escapeJson(spec)}</script>
<script>${ANIMATION_SCRIPT}</script>
</body>
</html>
`;
}

/** What the script knows of a node: its values, or of which other node they are, maybe a step later. */
type PageNode =
  | { readonly id: string; readonly as: string; readonly later: boolean }
  | ({ readonly id: string; readonly name: string; readonly told: boolean; readonly gate: boolean } & Packed);

function pageNodes(wiring: CellWiring, run: CellRun, values: ReadonlyMap<string, NodeValues>): PageNode[] {
  return wiring.nodes.flatMap((node): PageNode[] => {
    const own = values.get(node.id);
    if (own === undefined) return [];
    const first = wiring.nodes.find((other) => values.get(other.id) === own)!;
    const value = wiring.nodes.find((other) => other.kind === "value" && values.get(other.id) === own);
    const id = value?.id ?? first.id;
    if (id !== node.id) return [{ id: node.id, as: id, later: false }];
    if (node.kind === "previous" && run.before?.[node.name] === undefined)
      return [{ id, as: `value ${node.name}`, later: true }];
    const told = node.kind === "value";
    const gate = (told && node.role === "gate") || isLessGate(wiring, node);
    return [{ id, name: told ? cleanText(node.name) : "", told, gate, ...packed(own) }];
  });
}

const rounded = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null);

/** Whether a node is 1 less a gate, and so lies between 0 and 1 too. */
function isLessGate({ nodes }: CellWiring, node: WiringNode): boolean {
  if (node.kind !== "operator" || node.label !== "1−") return false;
  return nodes.some((one) => one.id === node.operands[1]?.of && one.kind === "value" && one.role === "gate");
}

/** Wider windows show the step from left to right, however wide that is. */
const WIDE = 1100;
/** How far a drawing may shrink until its texts cannot be read; in still narrower windows it is scrolled. */
const SHRINK = 0.75;

function drawing(layout: Layout, direction: Direction, aria: string): string {
  const [width, height] = [layout.width + 8, layout.height + 8];
  return `<svg viewBox="-4 -4 ${width} ${height}" width="${width}" height="${height}" style="min-width: ${Math.round(width * SHRINK)}px" role="img" aria-label="${escapeMarkup(aria)}">
${drawCell(layout, { paint: PAINT, direction })}
</svg>`;
}

function seriesMarkup(series: readonly { name: string }[], words: AnimationWords): string {
  const entries = series.map(
    ({ name }, i) => `<li><span class="line s${i % 2}"></span>${escapeMarkup(name)} <b id="series-${i}"></b></li>`,
  );
  return `<section class="series">
<ul class="names">${entries.join("")}</ul>
<svg id="series" role="img" aria-label="${escapeMarkup(words.series)}"></svg>
</section>`;
}

const ICONS = {
  first: "M6 5v14M19 5l-10 7 10 7z",
  back: "M17 5l-10 7 10 7z",
  play: "M7 4l13 8-13 8z",
  forward: "M7 5l10 7-10 7z",
  last: "M18 5v14M5 5l10 7-10 7z",
};

function controls(steps: number, units: number, words: AnimationWords): string {
  const button = (id: keyof typeof ICONS) =>
    `<button type="button" id="${id}" aria-label="${escapeMarkup(words[id])}" title="${escapeMarkup(words[id])}"><svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="${ICONS[id]}" fill="currentColor" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/></svg></button>`;
  const speeds = SPEEDS.map(
    (speed) =>
      `<option value="${speed}"${speed === 5 ? " selected" : ""}>${escapeMarkup(words.stepsPerSecond.replace("{count}", `${speed}`))}</option>`,
  );
  const unitOptions = [
    ...(units === 1
      ? []
      : [`<option value="mean">${escapeMarkup(words.mean.replace("{units}", `${units}`))}</option>`]),
    ...Array.from(
      { length: units },
      (_, u) => `<option value="${u}">${escapeMarkup(words.oneUnit.replace("{unit}", `${u}`))}</option>`,
    ),
  ];
  return `<div class="controls" role="group" aria-label="${escapeMarkup(words.playback)}">
<div class="buttons">${(["first", "back", "play", "forward", "last"] as const).map(button).join("")}</div>
<input type="range" id="step" min="0" max="${steps - 1}" value="0" step="1" aria-label="${escapeMarkup(words.step)}">
<output id="time" for="step"></output>
<label>${escapeMarkup(words.speed)} <select id="speed">${speeds.join("")}</select></label>
<label>${escapeMarkup(words.unit)} <select id="unit">${unitOptions.join("")}</select></label>
</div>`;
}

function legend(words: AnimationWords): string {
  return `<figcaption>
<span>${escapeMarkup(words.gates)}: <span class="scale">0 ${escapeMarkup(words.closed)} <i class="gate-scale"></i> 1 ${escapeMarkup(words.open)}</span></span>
<span>${escapeMarkup(words.others)}: <span class="scale">−1 <i class="signed-scale"></i> 1</span></span>
</figcaption>`;
}

/** Every named value with its equation, what a step starts from and the columns it reads; the script fills in the values. */
function table(wiring: CellWiring, columns: readonly { name: string }[], words: AnimationWords): string {
  const hasEquations = equationsOf(wiring).length > 0;
  const row = (key: string, name: string, equation: string) =>
    `<tr data-row="${escapeMarkup(key)}"><th scope="row">${name}</th><td class="is"></td>${hasEquations ? `<td>${equation}</td>` : ""}</tr>`;
  const rows = [
    ...columns.map(({ name }, i) => row(`column ${i}`, escapeMarkup(name), "")),
    ...wiring.nodes.flatMap((node) => {
      if (node.kind === "previous")
        return [row(node.id, html(nameMarkup(nameText(node.name, "previous"), 14)), escapeMarkup(words.before))];
      if (node.kind !== "value") return [];
      return [
        row(node.id, html(nameMarkup(nameText(node.name, "now"), 14)), html(equationMarkup(node.equation ?? "", 14))),
      ];
    }),
  ];
  return `<table>
<thead><tr><th scope="col">${escapeMarkup(words.name)}</th><th scope="col" class="is">${escapeMarkup(words.value)}</th>${hasEquations ? `<th scope="col">${escapeMarkup(words.equation)}</th>` : ""}</tr></thead>
<tbody>${rows.join("\n")}</tbody>
</table>`;
}

/** Lowered parts of a drawing's text as HTML has them. */
const html = (markup: string) =>
  markup.replace(/<tspan[^>]*font-size[^>]*>([^<]*)<\/tspan>/g, "<sub>$1</sub>").replace(/<\/?tspan[^>]*>/g, "");
