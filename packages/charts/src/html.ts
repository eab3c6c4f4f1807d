import { SluiceError } from "@sluice/core";
import { legendEntries, legendSample, SAMPLE } from "./legend.ts";
import { escapeJson, escapeMarkup } from "./markup.ts";
import { nodeModule, packagedFile } from "./node-modules.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";
import { plotTable } from "./page-table.ts";
import { PALETTES, type Palette, type Theme } from "./palette.ts";
import { type Plot, valueRange } from "./plot.ts";
import { FONT_FAMILY, labelRoom, plotAxes, plotSeries } from "./plot-option.ts";
import { plotSummary } from "./summary.ts";

/** Longer axes get a slider to zoom with. */
const SLIDER_STEPS = 60;
/** Longer axes open on their end, where the forecast would otherwise be a few pixels wide. */
const WHOLE_STEPS = 400;
const FIRST_VIEW_STEPS = 200;

/** The part of the axis that the page opens on: its end, and at least as much past as forecast. */
function firstView(plot: Plot): { startValue: number; endValue: number } {
  const { positions } = plot.x;
  const last = positions.length - 1;
  const span = plot.marks.length === 0 ? 0 : last - plot.marks[0]!.at + 1;
  const steps =
    positions.length <= WHOLE_STEPS || plot.x.kind === "number"
      ? positions.length
      : Math.max(FIRST_VIEW_STEPS, 2 * span);
  return { startValue: positions[Math.max(0, positions.length - steps)]!, endValue: positions[last]! };
}

/** What a theme changes: colours of axes, series and slider, without any data. */
function themeOption(plot: Plot, palette: Palette) {
  const { xAxis, yAxis } = plotAxes(plot, palette);
  const { data: _, ...x } = xAxis as typeof xAxis & { data?: unknown };
  const slider = {
    id: "slider",
    borderColor: palette.gridLine,
    fillerColor: `${palette.axisLine}33`,
    dataBackground: { lineStyle: { color: palette.axisLine }, areaStyle: { color: palette.gridLine } },
    selectedDataBackground: { lineStyle: { color: palette.actual }, areaStyle: { color: palette.gridLine } },
    handleStyle: { color: palette.background, borderColor: palette.axisLine },
    moveHandleStyle: { color: palette.axisLine },
    emphasis: { handleStyle: { borderColor: palette.actual }, moveHandleStyle: { color: palette.actual } },
  };
  return {
    xAxis: x,
    yAxis,
    series: plotSeries(plot, palette).map((series) =>
      series.id === "marks" ? series : { ...series, data: undefined },
    ),
    ...(plot.x.positions.length > SLIDER_STEPS ? { dataZoom: [slider] } : {}),
  };
}

/** What stays whatever the theme: data, frame, zoom. */
function fixedOption(plot: Plot) {
  const long = plot.x.positions.length > SLIDER_STEPS;
  const { xAxis, yAxis } = plotAxes(plot, PALETTES.light);
  const view = firstView(plot);
  const flat = valueRange(plot);
  return {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: FONT_FAMILY },
    grid: {
      left: 4,
      right: 28,
      top: plot.marks.length === 0 ? 12 : 30,
      bottom: long ? 52 : 10,
      outerBoundsMode: "same",
      outerBoundsContain: "all",
    },
    legend: { show: false, data: legendEntries(plot, PALETTES.light).map((entry) => entry.series) },
    xAxis,
    yAxis: flat === undefined ? { ...yAxis, min: 0, max: 1 } : yAxis,
    series: plotSeries(plot, PALETTES.light),
    ...(long
      ? {
          dataZoom: [
            {
              id: "slider",
              type: "slider",
              height: 26,
              bottom: 8,
              left: 12,
              right: 28,
              showDetail: false,
              brushSelect: false,
              ...view,
            },
            { id: "inside", type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, ...view },
          ],
        }
      : {}),
  };
}

function pageSpec(plot: Plot, theme: Theme | "auto") {
  const lines = plot.lines.map((_, index) => ({ series: `line-${index}`, cells: [1 + index] }));
  const bands = plot.bands.map((_, index) => {
    const lower = 1 + plot.lines.length + 2 * index;
    return { series: `band-${index}`, cells: [lower, lower + 1] };
  });
  return {
    theme,
    labelRoom: labelRoom(plot.x),
    positions: plot.x.positions,
    prefix: plot.x.kind === "number" ? `${plot.x.name} ` : "",
    entries: [...lines, ...bands],
    marks: plot.marks.map((mark) => ({ position: plot.x.positions[mark.at], label: mark.label })),
    option: fixedOption(plot),
    themes: { light: themeOption(plot, PALETTES.light), dark: themeOption(plot, PALETTES.dark) },
  };
}

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

/** A plot as one HTML page with its data and ECharts inside: it asks the network for nothing. */
export async function plotHtml(plot: Plot, theme: Theme | "auto", engine?: string): Promise<string> {
  const script = (await engineText(engine)).replace(/<\/(script)/gi, "<\\/$1");
  const entries = legendEntries(plot, PALETTES.light);
  const buttons = entries.map((entry, index) => {
    const sample = legendSample({ ...entry, color: `var(--entry-${index})` }, 0, 0);
    return `<button type="button" aria-pressed="true"><svg width="${SAMPLE.width}" height="${SAMPLE.height}" aria-hidden="true">${sample}</svg> ${escapeMarkup(entry.name)}</button>`;
  });
  const colors = {
    light: entries.map((entry) => entry.color),
    dark: legendEntries(plot, PALETTES.dark).map((entry) => entry.color),
  };
  const heading = escapeMarkup(plot.heading);
  return `<!doctype html>
<html lang="en" data-theme="${theme}">
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
<div id="legend" role="group" aria-label="Series to show">
${buttons.join("\n")}
</div>
${plot.y.name === "" ? "" : `<p class="unit">${escapeMarkup(plot.y.name)}</p>\n`}<div class="chart"><div id="chart" role="img" aria-label="${escapeMarkup(plotSummary(plot))}"></div>${valueRange(plot) === undefined ? `<p class="empty">no values to draw</p>` : ""}</div>
<noscript><p>The drawing needs JavaScript; the table holds all its values.</p></noscript>
<details>
<summary>All values as a table</summary>
<div class="table" tabindex="0">
${plotTable(plot)}
</div>
</details>
</main>
<script type="application/json" id="spec">${escapeJson(pageSpec(plot, theme))}</script>
<script>${script}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}
