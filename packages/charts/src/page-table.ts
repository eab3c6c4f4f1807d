import { escapeMarkup } from "./markup.ts";
import { tableNumber } from "./numbers.ts";
import type { Plot } from "./plot.ts";

interface Column {
  title: string;
  values: Map<number, number | null>;
}

function columnsOf(plot: Plot): Column[] {
  const bandColumn = (name: string, points: readonly { at: number; value: number | null }[]): Column => ({
    title: name,
    values: new Map(points.map((point) => [point.at, point.value])),
  });
  return [
    ...plot.lines.map((line) => bandColumn(line.name, line.points)),
    ...plot.bands.flatMap((band) => [
      bandColumn(
        plot.words.lower(band.name),
        band.points.map((point) => ({ at: point.at, value: point.lower })),
      ),
      bandColumn(
        plot.words.upper(band.name),
        band.points.map((point) => ({ at: point.at, value: point.upper })),
      ),
    ]),
  ];
}

/** Every value of a plot as an HTML table, one row a position: its lines, then lower and upper end of each band. */
export function plotTable(plot: Plot): string {
  const columns = columnsOf(plot);
  const head = columns.map((column) => `<th scope="col">${escapeMarkup(column.title)}</th>`).join("");
  const rows = plot.x.labels.map((label, at) => {
    const cells = columns.map((column) => {
      const value = column.values.get(at) ?? null;
      return `<td>${value === null ? "" : tableNumber(value)}</td>`;
    });
    return `<tr><th scope="row">${escapeMarkup(label)}</th>${cells.join("")}</tr>`;
  });
  return `<table>
<caption>${escapeMarkup(plot.heading)}${plot.y.name === "" ? "" : `: ${escapeMarkup(plot.y.name)}`}</caption>
<thead><tr><th scope="col">${escapeMarkup(plot.x.name)}</th>${head}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>`;
}
