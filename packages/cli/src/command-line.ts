import { readFileSync } from "node:fs";
import { Command } from "commander";
import { cellCommand } from "./commands/cell.ts";
import { cellsCommand } from "./commands/cells.ts";
import { compareCommand } from "./commands/compare.ts";
import { forecastCommand } from "./commands/forecast.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { predictCommand } from "./commands/predict.ts";
import { summaryCommand } from "./commands/summary.ts";
import type { Session } from "./session.ts";
import { usageOf } from "./wrong-usage.ts";

const OVERVIEW = `Sluice forecasts time series from a table with recurrent networks whose cells are their equations.`;

const EXAMPLES = `
Examples:
  sluice forecast passengers.csv --horizon 12 --chart passengers.html
      fits a model, measures it on the last 12 steps beside both naive forecasts, forecasts the next 12

  sluice forecast sales.csv --target sales --known price,holiday --future next.csv --horizon 14 --save shop.sluice
      with columns whose future is known; keeps the model

  sluice predict shop.sluice --future next.csv --set price=9.9 --out plan.csv
      asks the kept model again, under another price

sluice compare FILE fits several cells to a table and measures each.
sluice summary FILE shows the layers of a kept model and counts what they learn.
sluice inspect MODEL FILE shows what the gates of a kept model do on a table.
sluice cells lists the recurrent cells that models are made of; sluice cell FILE checks one of your own.
sluice <command> --help tells all flags of a command.`;

/** The command line: every command, its flags and its help. */
export function commandLine(session: Session): Command {
  const program = new Command("sluice")
    .description(OVERVIEW)
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", EXAMPLES);
  for (const command of [
    forecastCommand(session),
    predictCommand(session),
    compareCommand(session),
    summaryCommand(session),
    inspectCommand(session),
    cellCommand(session),
    cellsCommand(session),
  ]) {
    command.helpOption("-h, --help", "print this help");
    program.addCommand(command);
  }
  for (const command of [program, ...program.commands]) {
    command
      .allowExcessArguments(false)
      .configureOutput({ writeOut: session.terminal.print, writeErr: session.terminal.print, outputError: () => {} })
      .exitOverride((error) => {
        throw error.exitCode === 0 ? error : usageOf(error, command);
      });
  }
  return program;
}

function version(): string {
  return JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;
}
