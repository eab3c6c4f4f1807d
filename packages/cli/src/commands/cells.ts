import { Command } from "commander";
import type { Session } from "../session.ts";
import { textTable } from "../text-table.ts";
import { wholeNumber } from "../whole-number.ts";

interface CellsFlags {
  readonly input: number;
  readonly hidden: number;
  readonly json?: true;
}

const MOST = 1_000_000;

const EXAMPLES = `
Examples:
  sluice cells
  sluice cells --input 8 --hidden 64
  sluice cell mgu
  sluice forecast passengers.csv --horizon 12 --cell mgu`;

/** sluice cells: the cells of the library, each with what it is, its parameters and its paper. */
export function cellsCommand({ terminal }: Session): Command {
  return new Command("cells")
    .description("list the cells of the library")
    .option("--input <columns>", "input columns to count parameters for", wholeNumber("--input", 1, MOST), 3)
    .option("--hidden <units>", "units to count parameters for", wholeNumber("--hidden", 1, MOST), 16)
    .option("--json", "print one JSON list: name, what, paper, input, hidden, count")
    .addHelpText("after", EXAMPLES)
    .action(async ({ input, hidden, json }: CellsFlags) => {
      const { aboutCell, cells } = await import("@sluice/core");
      const listed = cells.map((cell): Listed => {
        const { what = "", paper = "" } = aboutCell(cell) ?? {};
        // A cell that names its columns has as many as it names.
        const sizes = { input: cell.inputs?.length ?? input, hidden };
        return { name: cell.name, what, paper, ...sizes, count: cell.parameters(sizes).count };
      });
      terminal.print(json ? `${JSON.stringify(listed)}\n` : listText(listed, { input, hidden }));
    });
}

interface Listed {
  readonly name: string;
  readonly what: string;
  readonly paper: string;
  readonly input: number;
  readonly hidden: number;
  readonly count: number;
}

/** A cell on two lines: the second names its paper. */
function listText(listed: readonly Listed[], asked: { input: number; hidden: number }): string {
  const header = ["cell", `for input ${asked.input}, hidden ${asked.hidden}`, "parameters"];
  const rows = listed.flatMap(({ name, what, paper, input, count }) => {
    const own = input === asked.input ? "" : `, for its ${input} inputs`;
    return [
      [name, `${what}${own}`, count.toLocaleString("en-US")],
      ["", paper, ""],
    ];
  });
  return textTable(header, rows, { left: 2 });
}
