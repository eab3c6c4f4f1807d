import { SluiceError } from "@sluice/core";
import { legendEntries, legendSample, SAMPLE } from "./legend.ts";
import { escapeJson, escapeMarkup } from "./markup.ts";
import { nodeModule, packagedFile } from "./node-modules.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { plotSpec } from "./page-spec.ts";
import { pageStyle } from "./page-style.ts";
import { plotTable } from "./page-table.ts";
import { PALETTES, type Palette, type Theme } from "./palette.ts";
import { type Plot, type Sheet, valueRange } from "./plot.ts";
import { plotSummary } from "./summary.ts";

async function engineText(given: string | undefined): Promise<string> {
  if (given === undefined) {
    const hint = "passing the text of echarts/dist/echarts.common.min.js as engine";
    const path = packagedFile("echarts/dist/echarts.common.min.js", "chart to HTML", hint);
    return nodeModule("node:fs/promises", "chart to HTML").readFile(path, "utf8");
  }
  if (typeof given !== "string" || given.trim() === "") {
    throw new SluiceError("E_ARGUMENT", {
      where: "chart to HTML, engine",
      expected: "the text of ECharts' browser build, e.g. of echarts/dist/echarts.common.min.js",
      got: typeof given === "string" ? "an empty text" : typeof given,
    });
  }
  return given;
}

/** A plot's legend, drawing and table; the colours of its legend are those of the page from `firstColor` on. */
function plotSection(plot: Plot, title: string, firstColor: number): string {
  const { words } = plot;
  const buttons = legendEntries(plot, PALETTES.light).map((entry, index) => {
    const sample = legendSample({ ...entry, color: `var(--entry-${firstColor + index})` }, 0, 0);
    return `<button type="button" aria-pressed="true"><svg width="${SAMPLE.width}" height="${SAMPLE.height}" aria-hidden="true">${sample}</svg> ${escapeMarkup(entry.name)}</button>`;
  });
  return `<section>
${title === "" ? "" : `<h2>${escapeMarkup(title)}</h2>\n`}<div class="legend" role="group" aria-label="${escapeMarkup(words.seriesToShow)}">
${buttons.join("\n")}
</div>
${plot.y.name === "" ? "" : `<p class="unit">${escapeMarkup(plot.y.name)}</p>\n`}<div class="chart"><div class="drawing" role="img" aria-label="${escapeMarkup(plotSummary(plot))}"></div>${valueRange(plot) === undefined ? `<p class="empty">${escapeMarkup(words.noValues)}</p>` : ""}</div>
<noscript><p>${escapeMarkup(words.needsScript)}</p></noscript>
<details>
<summary>${escapeMarkup(words.allValues)}</summary>
<div class="table" tabindex="0">
${plotTable(plot)}
</div>
</details>
</section>`;
}

/** A sheet as one HTML page with its data and ECharts inside: it asks the network for nothing. */
export async function sheetHtml(sheet: Sheet, theme: Theme | "auto", engine?: string): Promise<string> {
  const script = (await engineText(engine)).replace(/<\/(script)/gi, "<\\/$1");
  const colorsIn = (palette: Palette) =>
    sheet.plots.flatMap((plot) => legendEntries(plot, palette).map((entry) => entry.color));
  const colors = { light: colorsIn(PALETTES.light), dark: colorsIn(PALETTES.dark) };
  let firstColor = 0;
  const sections = sheet.plots.map((plot) => {
    const section = plotSection(plot, sheet.plots.length === 1 ? "" : plot.title, firstColor);
    firstColor += legendEntries(plot, PALETTES.light).length;
    return section;
  });
  const heading = escapeMarkup(sheet.heading);
  const spec = { theme, plots: sheet.plots.map(plotSpec) };
  return `<!doctype html>
<html lang="${sheet.words.tag}" data-theme="${theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<title>${heading}</title>
<style>${pageStyle(PALETTES.light, PALETTES.dark, colors)}</style>
</head>
<body>
<main>
<h1>${heading}</h1>
<div class="plots">
${sections.join("\n")}
</div>
</main>
<script type="application/json" id="spec">${escapeJson(spec)}</script>
<script>${script}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}
