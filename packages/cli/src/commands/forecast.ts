import type { CheckpointStore } from "@sluice/core";
import type { Panel, Table } from "@sluice/forecast";
import { Command } from "commander";
import { chartLanguage, checkChartFile, drawnSteps } from "../chart-file.ts";
import { chosenSeries } from "../chart-series.ts";
import {
  addCheckpointFlags,
  Checkpoint,
  type CheckpointFlags,
  checkCheckpointFlags,
  checkpointFiles,
} from "../checkpoint.ts";
import { addModelFlags, type ModelFlags, modelOptions } from "../model-flags.ts";
import { checkOutputs, type NamedFile, writeOutput } from "../outputs.ts";
import { addPanelFlags, type PanelFlags, readPanel } from "../panel-flags.ts";
import { staged } from "../progress.ts";
import { readingOptions } from "../reading-flags.ts";
import { betterBaseline, forecastTable, metricsTable, plainRows } from "../results.ts";
import type { Session } from "../session.ts";
import { wholeNumber } from "../whole-number.ts";
import { writeForecast } from "../write-forecast.ts";
import { WrongUsage } from "../wrong-usage.ts";

interface ForecastFlags extends PanelFlags, ModelFlags, CheckpointFlags {
  readonly horizon?: number;
  readonly future?: string;
  readonly out?: string;
  readonly chart?: string;
  readonly chartSeries?: string;
  readonly lang?: "en" | "zh";
  readonly save?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  sluice forecast passengers.csv --horizon 12 --chart passengers.html
  sluice forecast sales.csv --target sales --known price,holiday --future next.csv --horizon 14 --save shop.sluice
  sluice forecast sales.csv --target sales --horizon 14 --cell my-cell.tex --let f=tanh --json > plan.json

Standard output carries the results, standard error everything else.
Exit status: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C.`;

/** sluice forecast FILE: measures a model on the last steps of a table, fits it to all of them and forecasts the next. */
export function forecastCommand(session: Session): Command {
  const command = new Command("forecast")
    .description("fit a model to a table, measure it on its last steps, and forecast the next ones")
    .argument("<file>", "a table: separated values with a header row")
    .option("--horizon <steps>", "how many steps to forecast (needed)", wholeNumber("--horizon", 1))
    .option("--future <file>", "a table with the known columns for the steps ahead")
    .option("--out <file>", "write the forecast as CSV: unique_id, ds, forecast")
    .option("--chart <file>", "draw past, fit and forecast: .html, .svg or .png")
    .option("--chart-series <id>", "which series to draw, where there are several (the first)")
    .option("--lang <language>", "the chart's words: en or zh (en)", chartLanguage)
    .option("--save <file>", "keep the model, for sluice predict")
    .option("--json", "print one JSON object instead of tables");
  addPanelFlags(command);
  addModelFlags(command);
  addCheckpointFlags(command);
  return command
    .addHelpText("after", EXAMPLES)
    .action((file: string, flags: ForecastFlags) => forecast(file, flags, session));
}

/** Forecasts; stopped, it keeps how far it was. */
async function forecast(file: string, flags: ForecastFlags, session: Session): Promise<void> {
  const checkpoint = new Checkpoint(flags, file, session);
  try {
    await forecastFrom(checkpoint, file, flags, session);
    await checkpoint.remove();
  } catch (error) {
    throw await checkpoint.stopped(error);
  }
}

async function forecastFrom(
  checkpoint: Checkpoint,
  file: string,
  flags: ForecastFlags,
  session: Session,
): Promise<void> {
  const { terminal, signal } = session;
  const started = performance.now();
  const { horizon, outputs } = await checkFlags(file, flags);
  const options = await modelOptions(flags, session);
  const data = await readPanel(file, flags, terminal);
  const drawn = outputs.chart && chosenSeries(data, flags.chartSeries, terminal);
  const future = await readFuture(data, horizon, flags);

  const { forecaster, holdout } = await import("@sluice/forecast");
  const spec = forecaster({ horizon, ...options });
  const steps = horizon === 1 ? "the last step" : `the last ${horizon} steps`;
  const parts = await checkpoint.parts(["measured", "final"]);
  const fitting = (to: CheckpointStore) => ({ seed: flags.seed, signal, checkpoint: { to }, resume: true });
  const score = await staged(`fitting without ${steps}`, terminal, (onProgress) =>
    holdout(spec, data, { ...fitting(parts.measured), onProgress }),
  ).catch((error) => {
    // Rows are counted without those held out, which would puzzle whoever counts the table's.
    if (error?.code === "E_DATA")
      terminal.note(`${steps} ${horizon === 1 ? "is" : "are"} held out first, to measure the model`);
    throw error;
  });
  const { metrics } = score;
  if (!flags.json) terminal.print(`${metricsTable(metrics, steps)}\n`);
  if (metrics.model.mae === null) terminal.note(`nothing could be measured: ${data.target} is missing in ${steps}`);
  const better = betterBaseline(metrics);
  if (better !== undefined) terminal.note(`on ${steps}, the ${better} forecast was better than the model`);

  const model = await staged("fitting to all steps", terminal, (onProgress) =>
    spec.fit(data, { ...fitting(parts.final), onProgress }),
  );
  terminal.say(model.describe());
  const { rows } = await model.predict(future === undefined ? {} : { future });
  signal.throwIfAborted();

  if (outputs.save !== undefined) await writeOutput(outputs.save, terminal, (path) => model.save(path));
  if (outputs.out !== undefined) await writeForecast(outputs.out, rows, terminal);
  if (flags.json) {
    const seconds = Math.round(performance.now() - started) / 1000;
    terminal.print(
      `${JSON.stringify({ horizon, season: data.season, metrics, forecast: plainRows(rows), seconds })}\n`,
    );
  } else {
    terminal.print(forecastTable(rows, { id: data.id, time: data.time.columns.join("+") || "step" }));
  }
  // Last, so that a picture that cannot be drawn takes nothing else with it.
  if (outputs.chart !== undefined && drawn !== undefined) {
    const { forecastChart } = await import("@sluice/charts");
    const shown = drawnSteps(outputs.chart.path, drawn.times.length + horizon, horizon);
    const picture = { panel: data, plan: { rows }, holdout: score, series: drawn.id };
    const chart = forecastChart(picture, { ...shown, ...(flags.lang && { lang: flags.lang }) });
    await writeOutput(outputs.chart, terminal, (path) => chart.save(path));
  }
}

/** The table of the steps ahead. One that does not fit is told before the training, not after. */
async function readFuture(data: Panel, horizon: number, flags: ForecastFlags): Promise<Table | undefined> {
  if (flags.future === undefined) return undefined;
  const { extend, readTable } = await import("@sluice/forecast");
  const future = await readTable(flags.future, readingOptions(flags));
  extend(data, future, { horizon });
  return future;
}

/** Whatever can be told to be wrong before the table is read. */
async function checkFlags(file: string, flags: ForecastFlags) {
  const { horizon, future, known, chart, chartSeries, lang } = flags;
  const where = "sluice forecast";
  if (horizon === undefined)
    throw new WrongUsage({ where, expected: "--horizon STEPS", got: "none", hint: "--horizon 12" });
  if (known !== undefined && future === undefined)
    throw new WrongUsage({
      where: `--known ${known}`,
      expected: "--future FILE, with these columns for the steps ahead",
      got: "none",
      hint: `--past ${known}, where their future is not known`,
    });
  if (future !== undefined && known === undefined)
    throw new WrongUsage({
      where: `--future ${future}`,
      expected: "--known COLUMNS, which are read from it",
      got: "none",
    });
  if (chartSeries !== undefined && chart === undefined)
    throw new WrongUsage({ where: `--chart-series ${chartSeries}`, expected: "--chart FILE", got: "none" });
  if (lang !== undefined && chart === undefined)
    throw new WrongUsage({ where: `--lang ${lang}`, expected: "--chart FILE, whose words it sets", got: "none" });
  if (chart !== undefined) checkChartFile(chart);
  const named = (flag: "out" | "chart" | "save"): NamedFile | undefined =>
    flags[flag] === undefined ? undefined : { flag: `--${flag}`, path: flags[flag] };
  const outputs = { save: named("save"), out: named("out"), chart: named("chart") };
  await checkCheckpointFlags(flags);
  const inputs = [
    { flag: "the table", path: file },
    { flag: "--future", path: future },
    { flag: "--cell", path: flags.cell === "-" ? undefined : flags.cell },
  ];
  await checkOutputs(
    [...checkpointFiles(flags), ...Object.values(outputs).filter((output) => output !== undefined)],
    inputs.filter((input): input is NamedFile => input.path !== undefined),
  );
  return { horizon, outputs };
}
