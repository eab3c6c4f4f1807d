import type { Contribution, Inspection, ValueStatistics } from "@sluice/forecast";
import { printable } from "./printable.ts";
import { alike, textTable } from "./text-table.ts";

/** What `sluice inspect` prints: the cell, its values, the columns, and what is to be said of them. */
export function inspectionText(seen: Inspection): string {
  const { times, lookback, cell, statistics, warnings } = seen;
  const steps = times.length === 1 ? "the last step" : `${times.length.toLocaleString("en-US")} steps`;
  const from = times.length === 1 ? times[0] : `${times[0]} to ${times.at(-1)}`;
  const told = warnings.map(({ message }) => `! ${message}`);
  return [
    printable(seen.title),
    `${steps}, ${printable(`${from}`)}, each at the end of a window of ${lookback}`,
    "",
    ...cell.equations.map((line) => `    ${line.trim()}`),
    "",
    valuesTable(statistics, seen),
    statesTable(statistics, seen),
    contributionsTable(seen.contributions),
    ...(told.length === 0 ? ["no gate is stuck, and no unit is dead"] : told),
    "",
  ].join("\n");
}

const two = (value: number): string => value.toFixed(2);
const percent = (share: number | null): string => (share === null ? "" : `${(100 * share).toFixed(1)} %`);

function valuesTable(statistics: readonly ValueStatistics[], { cell }: Inspection): string {
  const rows = statistics.map((one) => {
    const { kind, mean, variance, min, max, nearZero, nearOne } = one;
    const numbers = [mean, Math.sqrt(variance), min, max].map(two);
    return [nameOf(one, cell.layers), kind, ...numbers, percent(nearZero), percent(nearOne)];
  });
  return textTable(["value", "kind", "mean", "sd", "least", "most", "below 0.05", "above 0.95"], rows, { left: 2 });
}

function statesTable(statistics: readonly ValueStatistics[], { cell, lookback }: Inspection): string {
  const rows = statistics.flatMap((one) => {
    const { memory, meanChange, variance, deadUnits } = one;
    if (memory === null || meanChange === null) return [];
    const length = memory.steps === null ? `over ${lookback - 1}` : memory.steps.toFixed(1);
    const relative = variance === 0 ? "" : two(meanChange / Math.sqrt(variance));
    return [
      [nameOf(one, cell.layers), meanChange.toFixed(3), relative, length, `${deadUnits.length} of ${cell.hidden}`],
    ];
  });
  return textTable(["state", "change a step", "of its sd", "memory, steps", "dead units"], rows);
}

function contributionsTable(contributions: readonly Contribution[]): string {
  const sizes = contributions.map(({ values }) => values.reduce((sum, v) => sum + Math.abs(v), 0) / values.length);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const text = alike(sizes);
  const rows = contributions.map(({ column, of }, i) => [
    of === "ahead" ? `${column}, of the step ahead` : column,
    text(sizes[i]!),
    all === 0 ? "" : percent(sizes[i]! / all),
  ]);
  return textTable(["column", "moves the forecast by", "share"], rows);
}

const nameOf = ({ name, layer }: ValueStatistics, layers: number): string =>
  layers === 1 ? name : `${name} of layer ${layer + 1}`;
