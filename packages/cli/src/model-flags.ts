import type { ForecasterOptions } from "@sluice/forecast";
import type { Command } from "commander";
import { addEquationFlags, checkNoEquationOptions, type EquationFlags, equationOptions } from "./equation-flags.ts";
import { shellWord } from "./flag-words.ts";
import { printable } from "./printable.ts";
import type { Session } from "./session.ts";
import { wholeNumber } from "./whole-number.ts";

/** The flags of every command that fits networks, named as the options of `forecaster`. */
export interface NetworkFlags {
  readonly hidden?: number;
  readonly layers?: number;
  readonly lookback?: number;
  readonly epochs?: number;
  readonly members?: number;
  readonly seed: number;
}

/** The flags of every command that fits a model of one cell. */
export interface ModelFlags extends EquationFlags, NetworkFlags {
  readonly cell?: string;
}

/** More is a mistake of typing: it would compile for minutes, deaf to Ctrl-C, before memory runs out. */
export const MOST_HIDDEN = 1024;
const MOST_LAYERS = 16;

/** Adds the flags to a command. */
export function addModelFlags(command: Command): Command {
  command
    .optionsGroup("The model (what measures well, where nothing is said):")
    .option("--cell <cell>", "gru, lstm … (sluice cells lists them), or a file with equations, - for standard input");
  return addNetworkFlags(addEquationFlags(command));
}

/** Adds the flags that do not say which cell. */
export function addNetworkFlags(command: Command): Command {
  return command
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

/** What `forecaster` takes of the flags. Errors: those of cellFrom. */
export async function modelOptions(flags: ModelFlags, session: Session): Promise<Omit<ForecasterOptions, "horizon">> {
  const cell = await chosenCell(flags, session);
  return { ...(cell !== undefined && { cell }), ...networkOptions(flags) };
}

/** What `forecaster` takes of the flags that do not say which cell. */
export function networkOptions(flags: NetworkFlags): Omit<ForecasterOptions, "horizon" | "cell"> {
  const { hidden, layers, lookback, epochs, members } = flags;
  return {
    ...(hidden !== undefined && { hidden }),
    ...(layers !== undefined && { layers }),
    ...(lookback !== undefined && { lookback }),
    ...(epochs !== undefined && { epochs }),
    ...(members !== undefined && { members }),
  };
}

async function chosenCell(flags: ModelFlags, session: Session) {
  const { terminal } = session;
  const { cell: named, hidden } = flags;
  const options = equationOptions(flags);
  if (named === undefined) {
    const hint =
      options.output === undefined ? "--cell FILE" : `--out ${shellWord(options.output)}, if a file to write is meant`;
    checkNoEquationOptions(options, "none", hint);
    return undefined;
  }
  const [{ cellFrom }, { isHiddenOpen }] = await Promise.all([import("./cell-from.ts"), import("./cell-sizes.ts")]);
  const cell = await cellFrom(named, options, session);
  for (const notice of cell.notices) terminal.note(printable(`${named}: ${notice}`));
  if (hidden !== undefined && !isHiddenOpen(cell))
    terminal.note(`--hidden ${hidden} changes nothing: the equations leave no size open`);
  return cell;
}
