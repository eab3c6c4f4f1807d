import type { ForecasterOptions } from "@sluice/forecast";
import type { Command } from "commander";
import type { EquationOptions } from "./cell-from.ts";
import { columnList } from "./column-list.ts";
import { nameValue } from "./name-value.ts";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";
import { wholeNumber } from "./whole-number.ts";

/** The flags of every command that fits a model, named as the options of `forecaster`. */
export interface ModelFlags {
  readonly cell?: string;
  readonly inputs?: string;
  readonly let?: Readonly<Record<string, string>>;
  readonly size?: Readonly<Record<string, number>>;
  readonly hidden?: number;
  readonly layers?: number;
  readonly lookback?: number;
  readonly epochs?: number;
  readonly members?: number;
  readonly seed: number;
}

/** More is a mistake of typing: it would compile for minutes, deaf to Ctrl-C, before memory runs out. */
const MOST_HIDDEN = 1024;
const MOST_LAYERS = 16;

/** Adds the flags to a command. */
export function addModelFlags(command: Command): Command {
  return command
    .optionsGroup("The model (what measures well, where nothing is said):")
    .option("--cell <cell>", "rnn, lstm, gru …, or a file with the equations of a cell")
    .option("--inputs <columns>", "the columns that x_t[0], x_t[1] … of the file's equations read; names work, too")
    .option("--let <name=function>", "a function that they leave open, such as f=tanh; may be repeated", letReader)
    .option("--size <name=number>", "a size that they leave open, such as O=2; may be repeated", sizeReader)
    .option("--hidden <units>", "units of the cell", wholeNumber("--hidden", 1, MOST_HIDDEN))
    .option("--layers <count>", "cells on top of each other", wholeNumber("--layers", 1, MOST_LAYERS))
    .option("--lookback <steps>", "past steps that a forecast is made from", wholeNumber("--lookback", 1))
    .option("--epochs <count>", "how often to go through the data", wholeNumber("--epochs", 1))
    .option(
      "--members <count>",
      "networks of different seeds whose mean is the forecast",
      wholeNumber("--members", 1, 50),
    )
    .option(
      "--seed <number>",
      "of all that is random: the same seed, the same forecast",
      wholeNumber("--seed", 0, 2 ** 32 - 1),
      1,
    );
}

const letReader = nameValue("--let", "a name and a function, such as f=tanh", (text) => text);
const sizeReader = nameValue("--size", "a name and a whole number, such as O=2", (text) =>
  /^\d+$/.test(text) ? Number(text) : undefined,
);

/** What `forecaster` takes of the flags. Errors: those of cellFrom. */
export async function modelOptions(flags: ModelFlags, terminal: Terminal): Promise<Omit<ForecasterOptions, "horizon">> {
  const { hidden, layers, lookback, epochs, members } = flags;
  const cell = await chosenCell(flags, terminal);
  return {
    ...(cell !== undefined && { cell }),
    ...(hidden !== undefined && { hidden }),
    ...(layers !== undefined && { layers }),
    ...(lookback !== undefined && { lookback }),
    ...(epochs !== undefined && { epochs }),
    ...(members !== undefined && { members }),
  };
}

async function chosenCell({ cell, inputs, let: bind, size: sizes }: ModelFlags, terminal: Terminal) {
  const options: EquationOptions = {
    ...(inputs !== undefined && { inputs: columnList(inputs, []) }),
    ...(bind !== undefined && { bind }),
    ...(sizes !== undefined && { sizes }),
  };
  const { cellFrom, checkNoOptions } = await import("./cell-from.ts");
  if (cell === undefined) {
    checkNoOptions(options, "none");
    return undefined;
  }
  const chosen = await cellFrom(cell, options);
  for (const notice of chosen.notices) terminal.note(printable(`${cell}: ${notice}`));
  return chosen;
}
