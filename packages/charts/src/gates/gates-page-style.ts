import type { Theme } from "../palette.ts";
import { PALETTES } from "../palette.ts";
import { RAMPS, type RampKind } from "./color-ramp.ts";

function variables(theme: Theme): string {
  const palette = PALETTES[theme];
  const ramp = (kind: RampKind) => `--${kind}: linear-gradient(to right, ${RAMPS[kind][theme].join(", ")});`;
  return [
    `--actual: ${palette.actual}; --fitted: ${palette.fitted}; --forecast: ${palette.forecast};`,
    `--ahead: ${palette.ahead}; --mark: ${palette.spanLine};`,
    ramp("share"),
    ramp("signed"),
  ].join(" ");
}

/** What a gates page needs beyond the style of a chart's page. */
export function gatesPageStyle(): string {
  return `
:root { ${variables("light")} }
:root[data-theme="dark"] { ${variables("dark")} }
@media (prefers-color-scheme: dark) {
  :root[data-theme="auto"] { ${variables("dark")} }
}
[hidden] { display: none !important; }
.facts { margin: 0 0 6px; color: var(--muted); }
.warnings { margin: 0 0 6px; padding: 0; list-style: none; }
.warnings li { margin: 4px 0; padding: 4px 10px; border-left: 4px solid var(--forecast); background: var(--span); }
.bar { position: sticky; top: 0; z-index: 3; display: flex; flex-wrap: wrap; align-items: center; gap: 2px 10px; margin: 6px 0;
  padding: 6px 0; border-bottom: 1px solid var(--rule); background: var(--background); }
.bar strong { min-width: 6.5em; font-weight: 600; font-variant-numeric: tabular-nums; }
#view { flex: 1 1 200px; color: var(--muted); font-size: 13px; }
.moves { white-space: nowrap; }
.bar button { min-width: 30px; padding: 3px 8px; border: 1px solid var(--edge); border-radius: 4px; background: none; color: inherit;
  font: inherit; font-size: 13px; cursor: pointer; }
.bar button:hover { background: var(--span); }
.bar button:focus-visible, #stage:focus-visible { outline: 2px solid var(--actual); outline-offset: 2px; }
#stage { position: relative; touch-action: pan-y; }
#stage section { margin: 0 0 10px; }
#stage header, .reading { position: relative; z-index: 1; background: var(--background); }
#stage header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 12px; padding-bottom: 2px; }
#stage h2 { margin: 0; font-size: 14px; }
#stage h2 small { margin-left: 4px; color: var(--muted); font-size: 13px; font-weight: normal; }
.note { flex: 1 1 240px; margin: 0; color: var(--muted); font-size: 13px; }
.scale, .lines { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; margin: 0; color: var(--muted); font-size: 12px; white-space: nowrap; }
.scale { margin-left: auto; }
.lines { gap: 2px 16px; color: inherit; font-size: 13px; }
.lines span { display: inline-flex; align-items: center; gap: 7px; }
.scale i { width: 90px; height: 11px; border: 1px solid var(--edge); }
.scale .share { background: var(--share); }
.scale .signed { background: var(--signed); }
.reading { min-height: 20px; margin: 0; padding-left: var(--gutter); overflow: hidden; font-size: 13px; font-variant-numeric: tabular-nums;
  text-overflow: ellipsis; white-space: nowrap; }
.body { position: relative; overflow: hidden; }
.body canvas { position: absolute; inset: 0; width: 100%; height: 100%; cursor: crosshair; }
.body b { position: absolute; padding: 0 4px; border-radius: 3px; background: var(--background); font-size: 12px; font-weight: 500;
  line-height: 16px; font-variant-numeric: tabular-nums; pointer-events: none; white-space: nowrap; }
.row-mark { position: absolute; border: 1px solid var(--text); pointer-events: none; }
#series { height: 180px; }
#cross { position: absolute; top: 0; bottom: 0; width: 1px; background: var(--text); pointer-events: none; }
#brush { position: absolute; top: 0; bottom: 0; border: 1px solid var(--edge); background: var(--edge); opacity: 0.3; pointer-events: none; }
.axis { position: sticky; bottom: 0; z-index: 2; margin: 0; background: var(--background); }
#axis { display: block; width: 100%; height: 38px; }
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
#units-table { display: flex; flex-wrap: wrap; align-items: start; gap: 8px 24px; }
pre { margin: 6px 0; overflow: auto; }
details li { margin: 2px 0; }
kbd { padding: 0 4px; border: 1px solid var(--edge); border-radius: 3px; font: inherit; font-size: 12px; }
`;
}
