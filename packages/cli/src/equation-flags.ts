import type { CellOptions } from "@sluice/core";
import type { Command } from "commander";
import { columnList } from "./column-list.ts";
import { nameValue } from "./name-value.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** The flags that say what the equations of a file cannot say themselves. */
export interface EquationFlags {
  readonly inputs?: string;
  readonly let?: Readonly<Record<string, string>>;
  readonly size?: Readonly<Record<string, number>>;
  readonly bias?: true;
  readonly output?: string;
}

/** What flags add to the equations of a file. */
export type EquationOptions = Pick<CellOptions, "inputs" | "bind" | "sizes" | "bias" | "output">;

/** Adds the flags to a command. */
export function addEquationFlags(command: Command): Command {
  return command
    .option("--inputs <columns>", "the columns that x_t[0], x_t[1] … of the file's equations read; names work, too")
    .option("--let <name=function>", "a function that they leave open, such as f=tanh; may be repeated", letReader)
    .option("--size <name=number>", "a size that they leave open, such as O=2; may be repeated", sizeReader)
    .option("--bias", "add a bias to every gate that has none")
    .option("--output <name>", "the value that the cell gives out, where the equations do not tell");
}

const letReader = nameValue("--let", "a name and a function, such as f=tanh", (text) => text);
const sizeReader = nameValue("--size", "a name and a whole number, such as O=2", (text) =>
  /^\d+$/.test(text) ? Number(text) : undefined,
);

/** What `cell` takes of the flags. */
export function equationOptions({ inputs, let: bind, size: sizes, bias, output }: EquationFlags): EquationOptions {
  return {
    ...(inputs !== undefined && { inputs: columnList(inputs, []) }),
    ...(bind !== undefined && { bind }),
    ...(sizes !== undefined && { sizes }),
    ...(bias !== undefined && { bias }),
    ...(output !== undefined && { output }),
  };
}

const FLAGS = { inputs: "--inputs", bind: "--let", sizes: "--size", bias: "--bias", output: "--output" } as const;

/** Refuses options where there are no equations that they could add to. Errors: E_USAGE. */
export function checkNoEquationOptions(options: EquationOptions, got: string, hint: string): void {
  const [first] = Object.keys(options) as (keyof EquationOptions)[];
  if (first === undefined) return;
  throw new WrongUsage({ where: FLAGS[first], expected: "a file with equations, to which it adds", got, hint });
}
