import type { ForecasterOptions } from "@sluice/forecast";
import type { Command } from "commander";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";
import { wholeNumber } from "./whole-number.ts";

/** The flags of every command that fits a model, named as the options of `forecaster`. */
export interface ModelFlags {
  readonly cell?: string;
  readonly hidden?: number;
  readonly layers?: number;
  readonly lookback?: number;
  readonly epochs?: number;
  readonly seed: number;
}

/** Adds the flags to a command. */
export function addModelFlags(command: Command): Command {
  return command
    .optionsGroup("The model (what measures well, where nothing is said):")
    .option("--cell <cell>", "rnn, lstm, gru …, or a file with the equations of a cell")
    .option("--hidden <units>", "units of the cell", wholeNumber("--hidden", 1))
    .option("--layers <count>", "cells on top of each other", wholeNumber("--layers", 1))
    .option("--lookback <steps>", "past steps that a forecast is made from", wholeNumber("--lookback", 1))
    .option("--epochs <count>", "how often to go through the data", wholeNumber("--epochs", 1))
    .option("--seed <number>", "of all that is random: the same seed, the same forecast", wholeNumber("--seed", 0), 1);
}

/** What `forecaster` takes of the flags. Errors: those of cellFrom. */
export async function modelOptions(
  { cell, hidden, layers, lookback, epochs }: ModelFlags,
  terminal: Terminal,
): Promise<Omit<ForecasterOptions, "horizon">> {
  const named = cell === undefined ? undefined : await (await import("./cell-from.ts")).cellFrom(cell);
  for (const notice of named?.notices ?? []) terminal.note(printable(`${cell}: ${notice}`));
  return {
    ...(named !== undefined && { cell: named }),
    ...(hidden !== undefined && { hidden }),
    ...(layers !== undefined && { layers }),
    ...(lookback !== undefined && { lookback }),
    ...(epochs !== undefined && { epochs }),
  };
}
