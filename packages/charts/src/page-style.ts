import type { Palette } from "./palette.ts";
import { FONT_FAMILY } from "./plot-option.ts";

function variables(palette: Palette, colors: readonly string[]): string {
  return [
    `--background: ${palette.background}; --text: ${palette.text}; --muted: ${palette.muted};`,
    `--rule: ${palette.gridLine}; --edge: ${palette.axisLine}; --span: ${palette.span};`,
    ...colors.map((color, index) => `--entry-${index}: ${color};`),
  ].join(" ");
}

/** The style sheet of a chart's page; `--entry-0`, `--entry-1` … are the colours of the legend's entries. */
export function pageStyle(
  light: Palette,
  dark: Palette,
  colors: { light: readonly string[]; dark: readonly string[] },
) {
  return `
:root { color-scheme: light; ${variables(light, colors.light)} }
:root[data-theme="dark"] { color-scheme: dark; ${variables(dark, colors.dark)} }
@media (prefers-color-scheme: dark) {
  :root[data-theme="auto"] { color-scheme: dark; ${variables(dark, colors.dark)} }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--background); color: var(--text); font: 14px/1.45 ${FONT_FAMILY}; }
main { max-width: 1600px; margin: 0 auto; padding: 16px; }
h1 { margin: 0 0 8px; font-size: 18px; font-weight: 600; overflow-wrap: anywhere; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 8px 32px; }
section { min-width: 0; }
h2 { margin: 0 0 6px; font-size: 15px; font-weight: 600; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 8px; max-height: 36vh; margin: 0 0 6px -6px; overflow-y: auto; }
.legend button { display: inline-flex; align-items: center; gap: 7px; max-width: 100%; padding: 3px 6px; border: 0; border-radius: 4px;
  background: none; color: inherit; font: inherit; font-size: 13px; text-align: left; overflow-wrap: anywhere; cursor: pointer; }
.legend button:hover { background: var(--span); }
.legend button:focus-visible { outline: 2px solid var(--edge); }
.legend button[aria-pressed="false"] { color: var(--muted); text-decoration: line-through; }
.legend button[aria-pressed="false"] svg { opacity: 0.25; }
.legend svg { flex: none; }
.unit { margin: 0; color: var(--muted); font-size: 12px; overflow-wrap: anywhere; }
.chart { position: relative; height: clamp(300px, calc(100vh - 210px), 720px); }
section:not(:only-child) .chart { height: clamp(280px, 50vh, 440px); }
.drawing { position: absolute; inset: 0; }
.empty { position: absolute; inset: 0; display: grid; place-items: center; margin: 0; color: var(--muted); pointer-events: none; }
details { margin-top: 12px; }
summary { width: fit-content; color: var(--muted); cursor: pointer; }
.table { max-height: 60vh; margin-top: 8px; overflow: auto; border: 1px solid var(--rule); }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
caption { padding: 6px 10px; color: var(--muted); text-align: left; white-space: nowrap; }
th, td { padding: 3px 10px; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
thead th { position: sticky; top: 0; background: var(--background); }
tr > :first-child { text-align: left; font-weight: normal; }
.tip { display: grid; grid-template-columns: auto auto auto; gap: 2px 8px; align-items: center; font-size: 13px; }
.tip strong { grid-column: 1 / -1; font-weight: 600; }
.tip span { max-width: 260px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.tip b { font-weight: 500; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
`;
}
