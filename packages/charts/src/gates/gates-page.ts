import { SAMPLE } from "../legend.ts";
import { escapeJson, escapeMarkup } from "../markup.ts";
import { pageStyle } from "../page-style.ts";
import { plotTable } from "../page-table.ts";
import { PALETTES, type Theme } from "../palette.ts";
import type { PlotLine } from "../plot.ts";
import type { Words } from "../words.ts";
import { RAMPS } from "./color-ramp.ts";
import type { GatesFigure, HeatPanel } from "./figure.ts";
import { figureSummary } from "./figure-summary.ts";
import { GATES_PAGE_SCRIPT } from "./gates-page-script.ts";
import { gatesPageStyle } from "./gates-page-style.ts";
import { shownLines } from "./series-svg.ts";
import { type Precision, valueCodes } from "./value-codes.ts";

/** Up to so many values are kept finely, more than that small; a page holds no more than the second. */
const FINE_VALUES = 1_200_000;
export const MOST_PAGE_VALUES = 2_500_000;

const KEYS: readonly [keys: readonly string[], what: string][] = [
  [["←", "→"], "the step before or after"],
  [["↑", "↓"], "the row above or below"],
  [["Page ↑", "Page ↓"], "the rows of the panels above or below"],
  [["Home", "End"], "the first or last step"],
  [["+", "−"], "zoom in or out"],
  [["Shift ←", "Shift →"], "move what is shown"],
  [["0", "Esc"], "all steps"],
];

function panelSection({ rowsAre, title, about, note, scale }: HeatPanel): string {
  return `<section aria-label="${escapeMarkup(`${title}, ${about}`)}">
<header><h2>${escapeMarkup(title)}<small>${escapeMarkup(about)}</small></h2>
<p class="note">${escapeMarkup(note)}</p>
<p class="scale"><span>${escapeMarkup(scale.lowText)}</span><i class="${scale.ramp}"></i><span>${escapeMarkup(scale.highText)}</span></p></header>
${rowsAre === "units" ? `<p class="reading"></p>\n` : ""}<div class="body"><canvas></canvas><div class="row-mark" hidden></div></div>
</section>`;
}

function seriesSection(figure: GatesFigure): string {
  const sample = (inside: string) =>
    `<svg width="${SAMPLE.width}" height="${SAMPLE.height}" aria-hidden="true">${inside}</svg>`;
  const entries = shownLines(figure).map(({ name, tone, dash, width }) => {
    const dashes = dash.length === 0 ? "" : ` stroke-dasharray="${dash.join(" ")}"`;
    return `<span>${sample(`<path d="M0 6h${SAMPLE.width}" fill="none" stroke="var(--${tone})" stroke-width="${width}"${dashes}/>`)}${escapeMarkup(name)}</span>`;
  });
  const ahead =
    figure.aheadLabel === ""
      ? ""
      : `<span>${sample(`<rect x="0.5" y="0.5" width="27" height="11" rx="2" fill="var(--ahead)" stroke="var(--mark)" stroke-dasharray="2 3"/>`)}${escapeMarkup(figure.aheadLabel)}</span>`;
  return `<section aria-label="${escapeMarkup(figure.target)}">
<header><h2>${escapeMarkup(figure.target)}</h2>
<p class="lines">${entries.join("")}${ahead}</p></header>
<p class="reading"></p>
<div class="body"><canvas id="series"></canvas></div>
</section>`;
}

/** The values that are not of units, as lines of a table. */
function tableLines(figure: GatesFigure): PlotLine[] {
  const steps = figure.axis.labels.length;
  const columns = figure.panels.filter(({ rowsAre }) => rowsAre === "columns");
  return [
    ...shownLines(figure),
    ...columns.flatMap(({ title, rowNames, values }) =>
      rowNames.map((name, row): PlotLine => {
        const own = values.subarray(row * steps, (row + 1) * steps);
        const points = Array.from(own, (value, at) => ({ at, value: Number.isFinite(value) ? shorter(value) : null }));
        return { name: `${title}: ${name}`, tone: "actual", dash: [], width: 1, points };
      }),
    ),
  ];
}

const shorter = (value: number) => Number(value.toPrecision(5));

function valuesTable(figure: GatesFigure, words: Words): string {
  const { labels } = figure.axis;
  return plotTable({
    title: "",
    heading: figure.heading,
    x: { kind: "category", positions: labels.map((_, i) => i), labels, name: words.time },
    y: { name: "", log: false },
    lines: tableLines(figure),
    bands: [],
    marks: [],
    words,
  });
}

/** The script's data: plain JSON. */
function pageSpec(figure: GatesFigure, theme: Theme | "auto", precision: Precision): object {
  const { axis, ahead } = figure;
  return {
    theme,
    steps: axis.labels.length,
    ahead,
    labels: axis.labels,
    ladder: axis.ladder,
    ramps: RAMPS,
    lines: shownLines(figure).map(({ name, tone, dash, width, points }) => {
      const values: (number | null)[] = axis.labels.map(() => null);
      for (const { at, value } of points) values[at] = value;
      return { name, tone, dash, width, values };
    }),
    panels: figure.panels.map(({ rowsAre, title, scale, rowNames, group, values }) => ({
      rowsAre,
      title,
      ramp: scale.ramp,
      low: scale.low,
      high: scale.high,
      rowNames,
      group,
      codes: valueCodes(values, rowsAre === "columns" ? "fine" : precision),
    })),
  };
}

/** How many values a page of a figure has to hold. */
export function pageValues({ panels }: GatesFigure): number {
  return panels.reduce((sum, { values }) => sum + values.length, 0);
}

const list = (items: readonly string[]) => items.map((item) => `<li>${escapeMarkup(item)}</li>`).join("\n");

/** A figure as one HTML page with its data inside: it asks the network for nothing. */
export function gatesPage(figure: GatesFigure, theme: Theme | "auto", words: Words): string {
  const heading = escapeMarkup(figure.heading);
  const precision = pageValues(figure) <= FINE_VALUES ? "fine" : "small";
  const rounded =
    precision === "fine"
      ? []
      : [
          "To keep this page small, values of units are rounded to about three digits; the inspection as JSON has them all.",
        ];
  const notices = [
    ...figure.notices,
    "Rows of units have one order in all panels of a layer: units that behave alike stand next to each other.",
    ...rounded,
  ];
  return `<!doctype html>
<html lang="${words.tag}" data-theme="${theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<title>${heading}</title>
<style>${pageStyle(PALETTES.light, PALETTES.dark, { light: [], dark: [] })}${gatesPageStyle()}</style>
</head>
<body>
<main>
<h1>${heading}</h1>
<p class="facts">${escapeMarkup(figure.facts)}</p>
${figure.warnings.length === 0 ? `<p class="facts">No warnings: no gate is stuck, and no unit of a state stands still.</p>` : `<ul class="warnings" aria-label="Warnings">\n${list(figure.warnings)}\n</ul>`}
<div class="bar"><strong id="time"></strong><span id="view"></span>
<span class="moves" role="group" aria-label="Steps to show">
<button type="button" data-do="back" aria-label="Earlier">←</button>
<button type="button" data-do="on" aria-label="Later">→</button>
<button type="button" data-do="in" aria-label="Zoom in">+</button>
<button type="button" data-do="out" aria-label="Zoom out">−</button>
<button type="button" data-do="all">All</button></span></div>
<noscript><p>${escapeMarkup(words.needsScript)}</p></noscript>
<div id="stage" tabindex="0" role="application" aria-label="${escapeMarkup(figureSummary(figure))}" aria-describedby="keys">
${[seriesSection(figure), ...figure.panels.map(panelSection)].join("\n")}
<div class="axis"><canvas id="axis"></canvas></div>
<div id="brush" hidden></div><div id="cross" hidden></div>
</div>
<p id="said" class="unseen" aria-live="polite"></p>
<details>
<summary>How to read and move this</summary>
<ul>
${list(notices)}
</ul>
<p>Drag over steps to see only these; hold Ctrl and turn the wheel to zoom, Shift to move; a double click shows all. With the panels in focus:</p>
<ul id="keys">
${KEYS.map(([keys, what]) => `<li>${keys.map((key) => `<kbd>${key}</kbd>`).join(" ")} ${what}</li>`).join("\n")}
</ul>
<p>The cell's equations:</p>
<pre>${escapeMarkup(figure.equations.join("\n"))}</pre>
</details>
<details id="units">
<summary>All units at this step as a table</summary>
<div class="table" tabindex="0"><div id="units-table"></div></div>
</details>
<details>
<summary>${escapeMarkup(words.allValues)}, without those of units</summary>
<div class="table" tabindex="0">
${valuesTable(figure, words)}
</div>
</details>
</main>
<script type="application/json" id="spec">${escapeJson(pageSpec(figure, theme, precision))}</script>
<script>${GATES_PAGE_SCRIPT}</script>
</body>
</html>
`;
}
