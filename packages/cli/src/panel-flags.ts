import type { Panel, PanelOptions, Table } from "@sluice/forecast";
import type { Command } from "commander";
import { columnList } from "./column-list.ts";
import { printable } from "./printable.ts";
import { addReadingFlags, type ReadingFlags, readingOptions } from "./reading-flags.ts";
import type { Terminal } from "./terminal.ts";
import { wholeNumber } from "./whole-number.ts";

/** The flags of every command that learns from a table: how to read it, and what its columns are. */
export interface PanelFlags extends ReadingFlags {
  readonly target?: string;
  readonly time?: string;
  readonly timeFormat?: string;
  readonly known?: string;
  readonly past?: string;
  readonly static?: string;
  readonly id?: string;
  readonly season?: number;
}

/** Adds the flags to a command. */
export function addPanelFlags(command: Command): Command {
  command
    .optionsGroup("The table:")
    .option("--target <column>", "what to forecast (the only numeric column without another role)")
    .option("--time <columns>", "when: a column, or several such as year,month (found by itself)")
    .option("--time-format <layout>", "how times are written, such as DD/MM/YYYY (found by itself)")
    .option("--known <columns>", "columns whose future is known, such as price,holiday")
    .option("--past <columns>", "columns known only up to the present")
    .option("--static <columns>", "columns with one value for each series")
    .option("--id <column>", "which series a row belongs to, where a table holds several")
    .option(
      "--season <steps>",
      "steps in a season (that of the calendar: 12 months, 7 days …)",
      wholeNumber("--season", 1, 100_000),
    );
  return addReadingFlags(command);
}

/**
 * Reads a table as the series that the flags describe, and says in one line what was understood, notices below it.
 *
 * Errors: those of readTable and panel.
 */
export async function readPanel(file: string, flags: PanelFlags, terminal: Terminal): Promise<Panel> {
  const { panel, readTable } = await import("@sluice/forecast");
  const table = await readTable(file, readingOptions(flags));
  const data = panel(table, rolesOf(table, flags));
  terminal.say(printable(data.describe()));
  for (const notice of data.notices) terminal.note(printable(notice));
  return data;
}

function rolesOf({ columns }: Table, flags: PanelFlags): PanelOptions {
  const { target, time, timeFormat, known, past, static: fixed, id, season } = flags;
  return {
    ...(target !== undefined && { target }),
    ...(time !== undefined && { time: columnList(time, columns) }),
    ...(timeFormat !== undefined && { timeFormat }),
    ...(known !== undefined && { known: columnList(known, columns) }),
    ...(past !== undefined && { past: columnList(past, columns) }),
    ...(fixed !== undefined && { static: columnList(fixed, columns) }),
    ...(id !== undefined && { id }),
    ...(season !== undefined && { season }),
  };
}
