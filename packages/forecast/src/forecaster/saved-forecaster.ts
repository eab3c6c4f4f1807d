import { type Container, decodeContainer, encodeModel } from "@sluice/core";
import type { FittedParts, FittedSettings } from "./fitted-parts.ts";
import type { SeriesView } from "./series-view.ts";

/** Of what a file says about its forecaster. */
export const VERSION = 2;

type Tensors = Container["tensors"];

/**
 * What a file holds of a forecaster: networks with their cells' equations, recipes, series, roles and time axis.
 *
 * Series stand one after the other: times, target [ΣN], known [C, ΣN], past [P, ΣN], static [C, S].
 */
export function contentOf(parts: FittedParts): { tensors: Tensors; metadata: unknown } {
  const { settings, panel, times, views, networks, layout } = parts;
  const tensors: Tensors = {};
  const columns = (name: string, count: number, of: (view: SeriesView, s: number) => readonly Float64Array[]) => {
    if (count === 0) return;
    const data = joined(Array.from({ length: count }, (_, c) => views.map((view, s) => of(view, s)[c]!)).flat());
    tensors[name] = { shape: [count, data.length / count], data };
  };
  columns("series/times", 1, (_, s) => [times[s]!]);
  columns("series/target", 1, ({ data }) => [data.target]);
  columns("series/known", panel.known.length, ({ data }) => data.known);
  columns("series/past", panel.past.length, ({ data }) => data.past);
  columns("series/static", panel.static.length, ({ data }) =>
    Array.from(data.static, (value) => Float64Array.of(value)),
  );
  networks.forEach((network, i) => {
    for (const [name, { shape, data }] of Object.entries(network.parameters))
      tensors[`network/${i}/${name}`] = { shape, data };
  });
  const metadata = {
    forecaster: VERSION,
    settings: savedSettings(settings),
    panel: savedPanel(panel),
    inputs: layout.inputs,
    series: views.map(({ data, fit, length }) => ({ id: data.id, length, scale: fit.scale, recipes: fit.recipes })),
    network: decodeContainer(encodeModel(networks[0]!)).metadata,
  };
  return { tensors, metadata };
}

// Field by field, so that a forecaster that was loaded is saved as the same bytes.
function savedSettings({ cell, horizon, hidden, layers, lookback, epochs, members, strategy }: FittedSettings) {
  return { cell, horizon, hidden, layers, lookback, epochs, members, strategy };
}

function savedPanel({ name, target, known, past, static: fixed, id, season, time }: FittedParts["panel"]) {
  const { columns, frequency, layout, format, zone } = time;
  const { unit, every, day } = frequency;
  const step = { unit, every, day: day ?? null };
  const axis = { columns, frequency: step, layout, format: format ?? null, zone: zone ?? null };
  return { name, target, known, past, static: fixed, id: id ?? null, season, time: axis };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
