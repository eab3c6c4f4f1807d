import type { Panel, Series } from "@sluice/forecast";
import type { Terminal } from "./terminal.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** The series of a panel that --chart-series names, the first where it is absent. Errors: E_USAGE for one that is none. */
export function chosenSeries({ series, id }: Panel, wanted: string | undefined, terminal: Terminal): Series {
  const found = wanted === undefined ? series[0] : series.find((one) => one.id === wanted);
  if (found === undefined)
    throw new WrongUsage({
      where: `--chart-series ${wanted}`,
      expected: id === undefined ? "several series, told apart by --id COLUMN" : `a series that ${id} names`,
      got: id === undefined ? "one" : "none of that name",
    });
  if (wanted === undefined && series.length > 1)
    terminal.note(`the chart shows ${found.id}, the first of ${series.length} series: --chart-series shows another`);
  return found;
}
