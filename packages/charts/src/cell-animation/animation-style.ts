import { PALETTES, type Palette } from "../palette.ts";
import { FONT_FAMILY } from "../plot-option.ts";

const variables = (palette: Palette): string =>
  [
    `--background: ${palette.background}; --text: ${palette.text}; --muted: ${palette.muted};`,
    `--rule: ${palette.gridLine}; --edge: ${palette.axisLine}; --span: ${palette.span};`,
    `--gate: ${palette.actual}; --positive: ${palette.fitted}; --negative: ${palette.forecast};`,
  ].join(" ");

/** The style sheet of an animation's page; in windows up to `turns` pixels wide a step goes from top to bottom. */
export const animationStyle = (turns: number): string => `
:root { color-scheme: light; ${variables(PALETTES.light)} }
:root[data-theme="dark"] { color-scheme: dark; ${variables(PALETTES.dark)} }
@media (prefers-color-scheme: dark) {
  :root[data-theme="auto"] { color-scheme: dark; ${variables(PALETTES.dark)} }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--background); color: var(--text); font: 14px/1.45 ${FONT_FAMILY}; }
main { max-width: 1600px; margin: 0 auto; padding: 16px; }
h1 { margin: 0 0 8px; font-size: 18px; font-weight: 600; overflow-wrap: anywhere; }
h2 { margin: 20px 0 6px; font-size: 15px; font-weight: 600; }
.names { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 0 0 4px; padding: 0; list-style: none; font-size: 13px; }
.names b { display: inline-block; min-width: 5ch; font-weight: 600; font-variant-numeric: tabular-nums; }
.line { display: inline-block; width: 22px; margin-right: 7px; border-top: 2px solid var(--text); vertical-align: middle; }
.line.s1 { border-top: 2px dashed var(--negative); }
#series { display: block; width: 100%; height: 130px; cursor: pointer; touch-action: pan-y; }
.controls { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; margin: 10px 0 4px; }
.buttons { display: flex; gap: 4px; }
button { display: inline-grid; place-items: center; width: 40px; height: 36px; padding: 0; border: 1px solid var(--edge); border-radius: 6px;
  background: var(--background); color: var(--text); cursor: pointer; }
button:hover { background: var(--span); }
#play { width: 52px; }
button:focus-visible, select:focus-visible, input:focus-visible, .table:focus-visible { outline: 2px solid var(--gate); outline-offset: 1px; }
input[type="range"] { flex: 1 1 200px; min-width: 120px; accent-color: var(--gate); }
#time { min-width: 9ch; font-weight: 600; font-variant-numeric: tabular-nums; }
label { color: var(--muted); font-size: 13px; }
select { max-width: 60vw; padding: 5px 6px; border: 1px solid var(--edge); border-radius: 6px; background: var(--background); color: var(--text); font: inherit; }
#now { min-height: 3em; margin: 6px 0; color: var(--muted); font-size: 13px; font-variant-numeric: tabular-nums; }
figure { margin: 0; }
.cell { overflow-x: auto; }
.cell svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
.cell.down { display: none; }
@media (max-width: ${turns}px) { .cell.right { display: none; } .cell.down { display: block; } }
.number { font-variant-numeric: tabular-nums; }
figcaption { display: flex; flex-wrap: wrap; gap: 6px 28px; margin-top: 12px; color: var(--muted); font-size: 13px; }
.scale { display: inline-flex; gap: 8px; align-items: center; white-space: nowrap; }
.scale i { width: 90px; height: 12px; border: 1px solid var(--edge); border-radius: 3px; }
.gate-scale { background: linear-gradient(to right, transparent, var(--gate)); }
.signed-scale { background: linear-gradient(to right, var(--negative), transparent, var(--positive)); }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; }
th, td { padding: 3px 14px 3px 0; border-bottom: 1px solid var(--rule); text-align: left; white-space: nowrap; }
thead th { color: var(--muted); font-weight: normal; }
tbody th { font-weight: 600; }
.is { text-align: right; padding-right: 24px; min-width: 8ch; font-variant-numeric: tabular-nums; }
sub { font-size: 0.72em; line-height: 0; }
.keys { color: var(--muted); font-size: 13px; }
@media (prefers-reduced-motion: no-preference) { .body { transition: fill-opacity 80ms linear; } }
`;
