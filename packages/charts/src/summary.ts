import { tableNumber } from "./numbers.ts";
import type { Plot } from "./plot.ts";

/** What a plot shows in one paragraph, for readers who do not see it. */
export function plotSummary(plot: Plot): string {
  const { labels, name } = plot.x;
  const span = labels.length === 1 ? `at ${name} ${labels[0]}` : `${name} ${labels[0]} to ${labels.at(-1)}`;
  const lines = plot.lines.map((line) => {
    const values = line.points.flatMap((point) => (point.value === null ? [] : [point.value]));
    if (values.length === 0) return `${line.name}: no values`;
    let [low, high] = [values[0]!, values[0]!];
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const count = values.length === 1 ? "1 value" : `${values.length} values`;
    return low === high
      ? `${line.name}: ${count}, ${tableNumber(low)}`
      : `${line.name}: ${count} from ${tableNumber(low)} to ${tableNumber(high)}, the last ${tableNumber(values.at(-1)!)}`;
  });
  const parts = [
    ...lines,
    ...(plot.bands.length === 0 ? [] : [`intervals: ${plot.bands.map((band) => band.name).join(", ")}`]),
    ...plot.marks.map((mark) => mark.label),
  ];
  const y = plot.y.name === "" ? "" : ` of ${plot.y.name}`;
  return `Line chart${y}, ${span}. ${parts.join("; ")}.`;
}
