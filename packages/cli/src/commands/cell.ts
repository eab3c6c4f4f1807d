import type { CellSizes } from "@sluice/core";
import { Command } from "commander";
import { checkChartFile } from "../chart-file.ts";
import { addEquationFlags, type EquationFlags, equationOptions } from "../equation-flags.ts";
import { checkOutputs, type NamedFile, writeOutput } from "../outputs.ts";
import { printable } from "../printable.ts";
import type { Session } from "../session.ts";
import { wholeNumber } from "../whole-number.ts";
import { WrongUsage } from "../wrong-usage.ts";

interface CellFlags extends EquationFlags {
  readonly input?: number;
  readonly hidden?: number;
  readonly compare?: string;
  readonly latex?: true;
  readonly json?: true;
  readonly chart?: string;
}

/** Nothing is computed with them, but sizes are numbers that a person may mistype. */
const MOST = 1_000_000;

const EXAMPLES = `
Examples:
  sluice cell my-cell.tex --input 3 --hidden 8
  sluice cell my-cell.tex --let f=tanh --size O=2 --compare lstm
  sluice cell lstm --latex > my-lstm.tex
  sluice cell my-cell.tex --chart my-cell.svg
  sluice forecast sales.csv --target sales --horizon 14 --cell my-cell.tex

A file holds equations, plain or LaTeX, one a line. ./gru is a file even where the library has a cell gru; - is standard
input. Standard output carries the results, standard error everything else.
Exit status: 0 done, 1 failed, 2 wrong usage.`;

/** sluice cell FILE|NAME: reads a cell and prints what it is. */
export function cellCommand(session: Session): Command {
  const command = new Command("cell")
    .description("check a cell and print its equations, parameters and arithmetic")
    .argument("<file|name>", "a file with equations, or a cell of the library (sluice cells lists them)")
    .option("--input <columns>", "input columns to size it for (3)", wholeNumber("--input", 1, MOST))
    .option("--hidden <units>", "units to size it for (16)", wholeNumber("--hidden", 1, MOST))
    .option("--compare <file|name>", "put another cell beside it")
    .option("--latex", "print its equations as LaTeX, and nothing else")
    .option("--json", "print one JSON object: name, states, output, parameters, count, watch")
    .option("--chart <file>", "draw the (first) cell from its equations: .html, .svg or .png");
  addEquationFlags(command.optionsGroup("What the equations of the (first) file cannot say:"));
  return command
    .addHelpText("after", EXAMPLES)
    .action((text: string, flags: CellFlags) => checkCell(text, flags, session));
}

async function checkCell(text: string, flags: CellFlags, session: Session): Promise<void> {
  const { terminal } = session;
  checkFlags(text, flags);
  const chart = await checkedChart(text, flags);
  const [{ cellFrom }, { isHiddenOpen, sizesFor }, { cellComparison, cellJson, cellReport }] = await Promise.all([
    import("../cell-from.ts"),
    import("../cell-sizes.ts"),
    import("../cell-report.ts"),
  ]);
  const { input, hidden, compare, latex, json } = flags;
  const asked = { ...(input !== undefined && { input }), ...(hidden !== undefined && { hidden }) };

  const read = async (label: string, options = {}, usually?: CellSizes) => {
    const cell = await cellFrom(label, options, session);
    for (const notice of cell.notices) terminal.note(printable(`${label}: ${notice}`));
    if (hidden !== undefined && !isHiddenOpen(cell))
      terminal.note(printable(`${label}: --hidden ${hidden} changes nothing: the equations leave no size open`));
    return { label, cell, sizes: sizesFor(cell, asked, usually) };
  };
  const one = await read(text, equationOptions(flags));
  if (latex) terminal.print(printable(`${one.cell.toLatex()}\n`));
  else if (json) terminal.print(`${JSON.stringify(cellJson(one))}\n`);
  else if (compare === undefined) terminal.print(printable(cellReport(one)));
  else terminal.print(printable(cellComparison(one, await read(compare, {}, one.sizes))));
  if (chart === undefined) return;
  const { cellDiagram } = await import("@sluice/charts");
  await writeOutput(chart, terminal, (path) => cellDiagram(one.cell).save(path));
}

async function checkedChart(text: string, { chart, compare }: CellFlags): Promise<NamedFile | undefined> {
  if (chart === undefined) return undefined;
  checkChartFile(chart);
  const output = { flag: "--chart", path: chart };
  await checkOutputs(
    [output],
    [{ flag: "the cell", path: text }, ...(compare === undefined ? [] : [{ flag: "--compare", path: compare }])],
  );
  return output;
}

/** Whatever can be told to be wrong before a cell is read. */
function checkFlags(text: string, { compare, latex, json }: CellFlags): void {
  const asked = [...(latex ? ["--latex"] : []), ...(json ? ["--json"] : []), ...(compare ? ["--compare"] : [])];
  if (asked.length > 1)
    throw new WrongUsage({
      where: "sluice cell",
      expected: "one of --latex, --json and --compare",
      got: asked.join(" and "),
    });
  if (text === "-" && compare === "-")
    throw new WrongUsage({
      where: "--compare -",
      expected: "another cell than the first",
      got: "standard input twice",
    });
}
