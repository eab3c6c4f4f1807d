import { SluiceError } from "@sluice/core";
import type { Inspection, ValueStatistics, WatchedKind, WatchedValue } from "@sluice/forecast";
import { cleanText } from "../markup.ts";
import { tableNumber } from "../numbers.ts";
import type { PlotLine } from "../plot.ts";
import type { Words } from "../words.ts";
import type { GatesFigure, HeatPanel, HeatScale } from "./figure.ts";
import { signedScale } from "./signed-scale.ts";
import { stepAxis } from "./step-axis.ts";
import { unitOrder } from "./unit-order.ts";

/** What opens and closes first, what is carried on last. */
const KINDS: readonly WatchedKind[] = ["gate", "candidate", "value", "state"];
const MOST_NAMED = 6;

const share = (value: number) => `${Math.round(100 * value)} %`;
const short = (value: number) => tableNumber(Number(value.toPrecision(3)));

function checkLengths(inspection: Inspection): void {
  const { times, watched } = inspection;
  const refuse = (where: string, expected: string, got: string): never => {
    throw new SluiceError("E_SHAPE", { where: `gatesChart, ${where}`, expected, got });
  };
  if (times.length === 0) refuse("times", "at least one step", "none");
  const named: [string, { readonly length: number }][] = [
    ["actual", inspection.actual],
    ["fitted", inspection.fitted],
    ...inspection.inputs.map((input): [string, readonly number[]] => [`input ${input.column}`, input.values]),
    ...inspection.contributions.map((one): [string, readonly number[]] => [`contribution ${one.column}`, one.values]),
    ...watched.map((value): [string, WatchedValue["values"]] => [value.address, value.values]),
  ];
  for (const [name, values] of named)
    if (values.length !== times.length) refuse(name, `${times.length} steps, as many as times`, `${values.length}`);
  for (const { address, values } of watched) {
    const units = values[0]!.length;
    const odd = values.find((row) => row.length !== units || row.length === 0);
    if (odd !== undefined) refuse(address, `${units || "1 or more"} units at every step`, `${odd.length}`);
  }
}

/** What the statistics of a value say in a line. */
function noteOf(found: ValueStatistics | undefined, lookback: number): string {
  if (found === undefined) return "";
  const parts = [`mean ${short(found.mean)}`];
  if (found.nearZero !== null) parts.push(`${share(found.nearZero)} below 0.05`);
  if (found.nearOne !== null) parts.push(`${share(found.nearOne)} above 0.95`);
  if (found.meanChange !== null) parts.push(`changes by ${short(found.meanChange)} a step`);
  if (found.memory !== null) {
    const { steps } = found.memory;
    parts.push(
      steps === null
        ? `an input's effect does not halve within ${lookback} steps`
        : `an input's effect halves in ${short(steps)} steps`,
    );
  }
  const dead = found.deadUnits;
  if (dead.length > 0) {
    const named = dead.slice(0, MOST_NAMED).join(", ");
    parts.push(
      `hardly ${dead.length === 1 ? "varies: unit" : "vary: units"} ${named}${dead.length > MOST_NAMED ? ` and ${dead.length - MOST_NAMED} more` : ""}`,
    );
  }
  return parts.join(" · ");
}

function watchedScale(value: WatchedValue, values: Float64Array): HeatScale {
  const { kind, range } = value;
  if (kind === "gate") return { ramp: "share", low: 0, high: 1, lowText: "0 closed", highText: "1 open" };
  if (range !== null && range[0] === 0 && range[1] > 0)
    return { ramp: "share", low: 0, high: range[1], lowText: "0", highText: short(range[1]) };
  if (kind === "candidate" && range !== null) {
    const limit = Math.max(Math.abs(range[0]), Math.abs(range[1]));
    return { ramp: "signed", low: -limit, high: limit, lowText: short(-limit), highText: short(limit) };
  }
  return signedScale(values);
}

/** The watched values of one layer, all with their units in one order. */
function layerPanels(watched: readonly WatchedValue[], layer: number, inspection: Inspection, first: number) {
  const own = watched.filter((value) => value.layer === layer);
  const units = own[0]!.values[0]!.length;
  const alike = own.filter((value) => value.values[0]!.length === units);
  const order = unitOrder(alike.map((value) => value.values.slice(first)));
  const { lookback, cell, ahead } = inspection;
  const layerName = cell.layers > 1 ? `layer ${layer + 1}` : "units";
  const steps = inspection.times.length - first + ahead.times.length;
  return own
    .toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
    .map((value): HeatPanel => {
      const rows = value.values[0]!.length;
      // A projected state has other units than its gates, and hence an order of its own.
      const isAlike = rows === units;
      const shown = isAlike ? order : unitOrder([value.values.slice(first)]);
      const values = new Float64Array(rows * steps).fill(Number.NaN);
      for (let t = first; t < inspection.times.length; t++)
        for (let row = 0; row < rows; row++) values[row * steps + t - first] = value.values[t]![shown[row]!]!;
      const found = inspection.statistics.find(({ address }) => address === value.address);
      return {
        rowsAre: "units",
        title: cleanText(value.name),
        about: cell.layers > 1 ? `${value.kind} of ${layerName}` : value.kind,
        note: noteOf(found, lookback),
        scale: watchedScale(value, values),
        rowNames: shown.map(String),
        group: isAlike ? layerName : value.address,
        values,
      };
    });
}

/** A panel with a row for each column; steps that a column does not have are NaN. */
function columnsPanel(
  texts: { title: string; about: string; note: string },
  rows: readonly { name: string; at: number; values: readonly number[] }[],
  steps: number,
): HeatPanel[] {
  if (rows.length === 0) return [];
  const values = new Float64Array(rows.length * steps).fill(Number.NaN);
  for (const [row, one] of rows.entries())
    for (const [i, value] of one.values.entries()) {
      const at = one.at + i;
      if (at >= 0 && at < steps) values[row * steps + at] = value;
    }
  return [
    {
      ...texts,
      rowsAre: "columns",
      scale: signedScale(values),
      rowNames: rows.map(({ name }) => cleanText(name)),
      group: texts.title,
      values,
    },
  ];
}

function columnPanels(inspection: Inspection, first: number, steps: number): HeatPanel[] {
  const { contributions, latest, inputs, ahead, target, times } = inspection;
  const next = ahead.times[0] === undefined ? "" : ` of ${cleanText(ahead.times[0])}`;
  const name = cleanText(target);
  return [
    ...columnsPanel(
      {
        title: "contributions",
        about: `gradient × input, in units of ${name}`,
        note: "to the forecast of the next step, made at this one; summed over the window",
      },
      contributions.map(({ column, of, values }) => ({
        name: of === "ahead" ? `${column}, next step` : column,
        at: -first,
        values,
      })),
      steps,
    ),
    ...columnsPanel(
      {
        title: "last window",
        about: `gradient × input, in units of ${name}`,
        note: `of the forecast${next} alone: what each step of its window gives to it`,
      },
      latest.columns.map(({ column, values }) => ({
        name: column,
        // The window may begin before the first step that was looked at.
        at: times.length - latest.times.length - first,
        values,
      })),
      steps,
    ),
    ...columnsPanel(
      { title: "inputs", about: "scaled, without unit", note: "what the cell reads at this step" },
      inputs.map(({ column, role, values }) => ({
        name: role === "surprise" && column !== "surprise" ? `${column}, surprise` : column,
        at: -first,
        values,
      })),
      steps,
    ),
  ];
}

function linesOf(inspection: Inspection, first: number, words: Words): PlotLine[] {
  const { ahead, times } = inspection;
  const shown = (values: readonly (number | null)[], at: number) =>
    values.map((value, i) => ({ at: at + i, value: value !== null && Number.isFinite(value) ? value : null }));
  return [
    { name: words.actual, tone: "actual", dash: [], width: 2, points: shown(inspection.actual.slice(first), 0) },
    { name: words.fitted, tone: "fitted", dash: [4, 3], width: 1.6, points: shown(inspection.fitted.slice(first), 0) },
    {
      name: words.forecast,
      tone: "forecast",
      dash: [9, 4],
      width: 2.2,
      points: shown(ahead.values, times.length - first),
    },
  ];
}

/** What is drawn of an inspection, of its last steps where a count is given. Errors: E_SHAPE for values out of step. */
export function inspectionFigure(
  inspection: Inspection,
  { title, last, words }: { title?: string | undefined; last?: number | undefined; words: Words },
): GatesFigure {
  checkLengths(inspection);
  const { times, ahead, cell, watched, member, members, lookback } = inspection;
  const first = last === undefined ? 0 : Math.max(0, times.length - last);
  const steps = times.length - first + ahead.times.length;
  const layers = [...new Set(watched.map(({ layer }) => layer))].sort((a, b) => a - b);
  const aheadTime = ahead.times[0];
  return {
    heading: cleanText(title ?? inspection.title) || "Gates",
    facts: [
      `${cleanText(cell.name)}, ${cell.hidden} ${cell.hidden === 1 ? "unit" : "units"}${cell.layers > 1 ? ` in each of ${cell.layers} layers` : ""}`,
      ...(members > 1 ? [`network ${member} of ${members}`] : []),
      `windows of ${lookback} steps`,
    ].join(" · "),
    warnings: inspection.warnings.map(({ message }) => cleanText(message)),
    notices: [
      `At every step stands what the network computes at the end of the window of ${lookback} steps that ends there, right before it forecasts the next.`,
      ...inspection.notices.map(cleanText),
    ],
    equations: cell.equations.map(cleanText),
    axis: stepAxis([...times.slice(first), ...ahead.times], words),
    ahead: times.length - first,
    aheadLabel: aheadTime === undefined ? "" : words.forecastFrom(cleanText(aheadTime)),
    target: cleanText(inspection.target),
    lines: linesOf(inspection, first, words),
    panels: [
      ...columnPanels(inspection, first, steps),
      ...layers.flatMap((layer) => layerPanels(watched, layer, inspection, first)),
    ],
  };
}
