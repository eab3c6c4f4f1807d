import { tableNumber } from "./numbers.ts";
import type { Plot, Sheet } from "./plot.ts";

/** What a plot shows in one paragraph, for readers who do not see it. */
export function plotSummary(plot: Plot): string {
  const say = plot.words.summary;
  const { labels, name } = plot.x;
  const lines = plot.lines.map((line) => {
    const values = line.points.flatMap((point) => (point.value === null ? [] : [point.value]));
    if (values.length === 0) return say.nothing(line.name);
    let [low, high] = [values[0]!, values[0]!];
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return low === high
      ? say.constant(line.name, values.length, tableNumber(low))
      : say.range(line.name, values.length, tableNumber(low), tableNumber(high), tableNumber(values.at(-1)!));
  });
  const bands = plot.bands.map((band) => band.name).join(", ");
  const parts = [...lines, ...(bands === "" ? [] : [say.intervals(bands)]), ...plot.marks.map((mark) => mark.label)];
  const span = labels.length === 1 ? say.at(name, labels[0]!) : say.span(name, labels[0]!, labels.at(-1)!);
  return say.lineChart(plot.y.name, span, parts.join(say.separator));
}

/** What all plots of a sheet show, each after its title. */
export function sheetSummary({ plots }: Sheet): string {
  if (plots.length === 1) return plotSummary(plots[0]!);
  return plots.map((plot) => (plot.title === "" ? plotSummary(plot) : `${plot.title}: ${plotSummary(plot)}`)).join(" ");
}
