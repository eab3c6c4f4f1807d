import { Command } from "commander";
import { checkChartFile } from "../chart-file.ts";
import { chosenSeries } from "../chart-series.ts";
import type { Contestant, Equal } from "../compare/contestants.ts";
import { addEquationFlags, type EquationFlags } from "../equation-flags.ts";
import { addNetworkFlags, type NetworkFlags, networkOptions } from "../model-flags.ts";
import { checkOutputs, type NamedFile, writeOutput } from "../outputs.ts";
import { addPanelFlags, type PanelFlags, readPanel } from "../panel-flags.ts";
import { printable } from "../printable.ts";
import { staged } from "../progress.ts";
import type { Session } from "../session.ts";
import { wholeNumber } from "../whole-number.ts";
import { WrongUsage } from "../wrong-usage.ts";

interface CompareFlags extends PanelFlags, NetworkFlags, EquationFlags {
  readonly horizon?: number;
  readonly cells: string;
  readonly equal: Equal;
  readonly seeds: number;
  readonly folds: number;
  readonly out?: string;
  readonly chart?: string;
  readonly chartSeries?: string;
  readonly json?: true;
}

const MOST_SEEDS = 100;
const LARGEST_SEED = 2 ** 32 - 1;

const EXAMPLES = `
Examples:
  sluice compare passengers.csv --horizon 12
  sluice compare sales.csv --target sales --known price,holiday --horizon 14 --cells gru,my-cell.tex --let f=tanh
  sluice compare sales.csv --target sales --horizon 14 --equal hidden --folds 4 --seeds 5 --chart compare.html

The last steps of the table are held out and forecast by every cell, fitted with the same settings. Known columns of these steps
come from the table itself.
Standard output carries the results, standard error everything else.
Exit status: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C.`;

/** sluice compare FILE: fits several cells to all but the last steps of a table and measures each on these. */
export function compareCommand(session: Session): Command {
  const command = new Command("compare")
    .description("fit several cells to a table and measure each on its last steps, with several seeds")
    .argument("<file>", "a table: separated values with a header row")
    .option("--horizon <steps>", "how many steps to hold out and forecast (needed)", wholeNumber("--horizon", 1))
    .option(
      "--cells <cells>",
      "cells of the library (sluice cells lists them) and files with equations",
      "rnn,lstm,gru",
    )
    .option("--equal <what>", "what the cells have alike: parameters or hidden (units)", equalReader, "parameters")
    .option(
      "--seeds <count>",
      "how often to fit every cell, each time with another seed",
      wholeNumber("--seeds", 1, MOST_SEEDS),
      3,
    )
    .option(
      "--folds <count>",
      "how many spans of the horizon to hold out, one after the other",
      wholeNumber("--folds", 1),
      1,
    )
    .option("--out <file>", "write the errors of every fit as CSV")
    .option("--chart <file>", "draw forecasts and learning curves: .html, .svg or .png")
    .option("--chart-series <id>", "which series to draw, where there are several (the first)")
    .option("--json", "print one JSON object instead of a table");
  addPanelFlags(command);
  command.optionsGroup("The models (what measures well, where nothing is said):");
  addNetworkFlags(addEquationFlags(command));
  return command
    .addHelpText("after", EXAMPLES)
    .action((file: string, flags: CompareFlags) => compare(file, flags, session));
}

function equalReader(text: string): Equal {
  if (text === "parameters" || text === "hidden") return text;
  throw new WrongUsage({ where: "--equal", expected: "parameters or hidden", got: JSON.stringify(text) });
}

async function compare(file: string, flags: CompareFlags, session: Session): Promise<void> {
  const { terminal, signal } = session;
  const started = performance.now();
  const { horizon, seeds, outputs } = await checkFlags(file, flags);
  const { contestants, namedCells } = await import("../compare/contestants.ts");
  const named = await namedCells(flags.cells, flags, session);
  const panel = await readPanel(file, flags, terminal);
  const drawn = outputs.chart && chosenSeries(panel, flags.chartSeries, terminal);
  const options = { horizon, ...networkOptions(flags) };
  const chosen = await contestants(named, panel, { equal: flags.equal, options });
  terminal.say(printable(chosen.map(described).join(" · ")));
  if (flags.equal === "parameters") noteUnequal(chosen, session);

  const { compete } = await import("../compare/compete.ts");
  const { folds } = flags;
  const fits = chosen.length * folds * seeds.length;
  const competition = await staged(`fitting ${fits === 1 ? "1 model" : `${fits} models`}`, terminal, (onProgress) =>
    compete(chosen, panel, { horizon, folds, seeds, signal, onProgress }),
  ).catch((error) => {
    if (error?.code === "E_DATA")
      terminal.note(
        `${folds * horizon} steps are held out${folds > 1 ? ` for ${folds} spans` : ""}, to measure the cells`,
      );
    throw error;
  });
  signal.throwIfAborted();

  const [{ standings }, { roundColumns, standingsJson, standingsTable }] = await Promise.all([
    import("../compare/standing.ts"),
    import("../compare/compare-results.ts"),
  ]);
  const stood = standings(chosen, competition);
  if (outputs.out !== undefined) {
    const { writeTable } = await import("@sluice/forecast");
    await writeOutput(outputs.out, terminal, (path) => writeTable(path, roundColumns(chosen, competition)));
  }
  if (flags.json) {
    const asked = { horizon, season: panel.season, equal: flags.equal, seeds };
    const seconds = Math.round(performance.now() - started) / 1000;
    terminal.print(`${JSON.stringify({ ...asked, ...standingsJson(stood, competition), seconds })}\n`);
  } else terminal.print(standingsTable(stood, { title: titleOf(horizon, folds), seeds: seeds.length }));
  const { verdict } = await import("../compare/verdict.ts");
  for (const sentence of verdict(stood, seeds.length)) terminal.note(printable(sentence));
  // Last, so that a picture that cannot be drawn takes nothing else with it.
  if (outputs.chart !== undefined && drawn !== undefined) {
    const { compareChart } = await import("../compare/compare-chart.ts");
    const chart = await compareChart({ panel, series: drawn, contestants: chosen, competition, horizon });
    await writeOutput(outputs.chart, terminal, (path) => chart.save(path));
  }
}

const described = ({ name, hidden, parameters }: Contestant) =>
  `${name}: ${hidden} units, ${parameters.toLocaleString("en-US")} parameters`;

/** Counts that differ by more than this share are not called equal. */
const UNEQUAL = 0.1;

function noteUnequal(chosen: readonly Contestant[], { terminal }: Session): void {
  const most = Math.max(...chosen.map(({ parameters }) => parameters));
  const fewer = chosen.filter(({ parameters }) => parameters < (1 - UNEQUAL) * most).map(({ name }) => name);
  if (fewer.length > 0)
    terminal.note(printable(`no number of units gives ${fewer.join(", ")} as many parameters as the others have`));
}

const titleOf = (horizon: number, folds: number): string => {
  const steps = horizon === 1 ? "the last step" : `the last ${horizon} steps`;
  return folds === 1 ? steps : `${folds} spans of ${horizon === 1 ? "a step" : `${horizon} steps`}`;
};

/** Whatever can be told to be wrong before the table is read. */
async function checkFlags(file: string, flags: CompareFlags) {
  const { horizon, chart, chartSeries, out, seed } = flags;
  if (horizon === undefined)
    throw new WrongUsage({ where: "sluice compare", expected: "--horizon STEPS", got: "none", hint: "--horizon 12" });
  if (chartSeries !== undefined && chart === undefined)
    throw new WrongUsage({ where: `--chart-series ${chartSeries}`, expected: "--chart FILE", got: "none" });
  if (seed + flags.seeds - 1 > LARGEST_SEED)
    throw new WrongUsage({
      where: "--seeds",
      expected: `seeds up to ${LARGEST_SEED}`,
      got: `${seed} and ${flags.seeds - 1} more`,
    });
  if (chart !== undefined) checkChartFile(chart);
  const named = (flag: string, path: string | undefined): NamedFile | undefined =>
    path === undefined ? undefined : { flag, path };
  const outputs = { out: named("--out", out), chart: named("--chart", chart) };
  const { columnList } = await import("../column-list.ts");
  const cells = columnList(flags.cells, []).filter((name) => name !== "-");
  await checkOutputs(
    Object.values(outputs).filter((output) => output !== undefined),
    [{ flag: "the table", path: file }, ...cells.map((path) => ({ flag: "--cells", path }))],
  );
  return { horizon, outputs, seeds: Array.from({ length: flags.seeds }, (_, i) => seed + i) };
}
