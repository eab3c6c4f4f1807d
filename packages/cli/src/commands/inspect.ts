import { Command } from "commander";
import { checkChartFile } from "../chart-file.ts";
import { inspectionText } from "../inspection-text.ts";
import { checkOutputs, type NamedFile, writeOutput } from "../outputs.ts";
import { printable } from "../printable.ts";
import { addReadingFlags, type ReadingFlags, readingOptions } from "../reading-flags.ts";
import type { Session } from "../session.ts";
import { wholeNumber } from "../whole-number.ts";
import { WrongUsage } from "../wrong-usage.ts";

interface InspectFlags extends ReadingFlags {
  readonly series?: string;
  readonly steps?: number;
  readonly member?: number;
  readonly future?: string;
  readonly chart?: string;
  readonly animation?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  sluice inspect passengers.sluice passengers.csv
  sluice inspect passengers.sluice passengers.csv --chart gates.html
  sluice inspect passengers.sluice passengers.csv --animation cell.html
  sluice inspect shop.sluice sales.csv --series north --steps 365
  sluice inspect shop.sluice sales.csv --future next.csv --json > seen.json

The table has the columns that the model was fitted to; it may have other rows. What is told of a step is told of the window that
ends there, right before the next steps are forecast. Exit status: 0 done, 1 failed, 2 wrong usage.`;

/** sluice inspect MODEL FILE: what the gates and states of a saved model do on a table, and what each column adds to its forecasts. */
export function inspectCommand(session: Session): Command {
  const command = new Command("inspect")
    .description("show what the gates of a saved model do on a table, and what each column adds")
    .argument("<model>", "a model that sluice forecast --save has kept")
    .argument("<file>", "a table like the one that it was fitted to")
    .option("--series <id>", "which series, where there are several (the first)")
    .option("--steps <count>", "how many of the last steps to look at (1,000)", wholeNumber("--steps", 1))
    .option("--member <number>", "whose network, from 1, where several are averaged (1)", wholeNumber("--member", 1))
    .option("--future <file>", "a table with the known columns for the steps ahead")
    .option("--chart <file>", "draw the gates and states over the series: .html, .svg or .png")
    .option("--animation <file>", "step through time with the cell drawn from its equations: .html")
    .option("--json", "print one JSON object with every value at every step instead of tables");
  return addReadingFlags(command.optionsGroup("How the tables are written:"))
    .addHelpText("after", EXAMPLES)
    .action((model: string, file: string, flags: InspectFlags) => look(model, file, flags, session));
}

async function look(path: string, file: string, flags: InspectFlags, { terminal, signal }: Session): Promise<void> {
  const { series, steps, member, future, json } = flags;
  const { chart, animation } = pictures(flags);
  await checkOutputs(
    [chart, animation].filter((picture) => picture !== undefined),
    [
      { flag: "the model", path },
      { flag: "the table", path: file },
      ...(future === undefined ? [] : [{ flag: "--future", path: future }]),
    ],
  );
  const { inspect, loadForecaster, panelLike, readTable } = await import("@sluice/forecast");
  const model = await loadForecaster(path);
  terminal.say(printable(model.describe()));
  const data = panelLike(model, await readTable(file, readingOptions(flags)));
  terminal.say(printable(data.describe()));
  for (const notice of data.notices) terminal.note(printable(notice));
  const seen = inspect(model, data, {
    ...(series !== undefined && { series }),
    ...(steps !== undefined && { steps }),
    ...(member !== undefined && { member }),
    ...(future !== undefined && { future: await readTable(future, readingOptions(flags)) }),
  });
  signal.throwIfAborted();
  if (series === undefined && data.series.length > 1)
    terminal.note(
      `this is ${printable(seen.series)}, the first of ${data.series.length} series: --series shows another`,
    );
  for (const notice of seen.notices) terminal.note(printable(notice));
  if (chart !== undefined) {
    const { gatesChart } = await import("@sluice/charts");
    const picture = gatesChart(seen);
    await writeOutput(chart, terminal, (place) => picture.save(place));
  }
  if (animation !== undefined) {
    const { cellAnimation } = await import("@sluice/charts");
    const page = cellAnimation(seen);
    await writeOutput(animation, terminal, (place) => page.save(place));
  }
  terminal.print(json ? `${JSON.stringify(seen)}\n` : inspectionText(seen));
}

/** The files to draw, checked before there is any work. */
function pictures({ chart, animation }: InspectFlags): Partial<Record<"chart" | "animation", NamedFile>> {
  if (chart !== undefined) checkChartFile(chart);
  if (animation !== undefined && !/\.html?$/i.test(animation))
    throw new WrongUsage({ where: `--animation ${animation}`, expected: "a file that ends in .html", got: animation });
  return {
    ...(chart !== undefined && { chart: { flag: "--chart", path: chart } }),
    ...(animation !== undefined && { animation: { flag: "--animation", path: animation } }),
  };
}
