import { Command } from "commander";
import { nameValue } from "../name-value.ts";
import { checkOutputs } from "../outputs.ts";
import { addReadingFlags, type ReadingFlags, readingOptions } from "../reading-flags.ts";
import { forecastTable, plainRows } from "../results.ts";
import type { Session } from "../session.ts";
import { writeForecast } from "../write-forecast.ts";

interface PredictFlags extends ReadingFlags {
  readonly future?: string;
  readonly set?: Readonly<Record<string, number>>;
  readonly out?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  sluice predict shop.sluice --future next.csv --out plan.csv
  sluice predict shop.sluice --future next.csv --set price=9.9 --set holiday=0

Standard output carries the results, standard error everything else.
Exit status: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C.`;

/** sluice predict MODEL: asks a saved model for the steps after its table, under the future or the values given. */
export function predictCommand(session: Session): Command {
  const command = new Command("predict")
    .description("forecast with a model that sluice forecast --save has kept")
    .argument("<model>", "the model's file")
    .option("--future <file>", "a table with the known columns for the steps ahead")
    .option(
      "--set <column=value>",
      "a known column's value for all steps ahead; may be repeated",
      nameValue("--set", "a known column and a number, such as price=9.9", finite),
    )
    .option("--out <file>", "write the forecast as CSV: unique_id, ds, forecast")
    .option("--json", "print one JSON object instead of a table");
  return addReadingFlags(command.optionsGroup("How the future table is written:"))
    .addHelpText("after", EXAMPLES)
    .action((file: string, flags: PredictFlags) => predict(file, flags, session));
}

async function predict(file: string, flags: PredictFlags, { terminal, signal }: Session): Promise<void> {
  const { future, set, out } = flags;
  const output = out === undefined ? undefined : { flag: "--out", path: out };
  await checkOutputs(output === undefined ? [] : [output], [
    { flag: "the model", path: file },
    ...(future === undefined ? [] : [{ flag: "--future", path: future }]),
  ]);
  const { loadForecaster, readTable } = await import("@sluice/forecast");
  const model = await loadForecaster(file);
  terminal.say(model.describe());
  const { rows } = await model.predict({
    ...(future !== undefined && { future: await readTable(future, readingOptions(flags)) }),
    ...(set !== undefined && { set }),
  });
  signal.throwIfAborted();
  if (output !== undefined) await writeForecast(output, rows, terminal);
  if (flags.json) terminal.print(`${JSON.stringify({ forecast: plainRows(rows) })}\n`);
  else {
    const { id, time } = model.panel;
    terminal.print(forecastTable(rows, { id, time: time.columns.join("+") || "step" }));
  }
}

const finite = (text: string): number | undefined => (Number.isFinite(Number(text)) ? Number(text) : undefined);
