import { debuglog } from "node:util";
import { inFlags } from "./flag-words.ts";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** What a shell sees: done, failed, wrong usage, and stopped by Ctrl-C (128 and the number of its signal). */
export const STATUS = { done: 0, failed: 1, wrongUsage: 2, interrupted: 130 } as const;

const debug = debuglog("sluice");

/**
 * Tells an error in one line, with the lines that show where below it, and gives the exit status.
 *
 * A stack is never shown, unless NODE_DEBUG=sluice asks for it.
 */
export async function tellError(error: unknown, terminal: Terminal): Promise<number> {
  debug("%s", error instanceof Error ? error.stack : error);
  const { SluiceError } = await import("@sluice/core");
  const told = error instanceof WrongUsage ? new SluiceError("E_USAGE", error.parts) : error;
  if (!(told instanceof SluiceError)) {
    const message = told instanceof Error ? told.message : String(told);
    terminal.say(line(terminal, `unexpected: ${message}. NODE_DEBUG=sluice shows where.`));
    return STATUS.failed;
  }
  terminal.say(line(terminal, inFlags(told.message)));
  return told.code === "E_USAGE" || told.code === "E_ARGUMENT" ? STATUS.wrongUsage : STATUS.failed;
}

const line = (terminal: Terminal, message: string): string =>
  `${terminal.style("red", "sluice:")} ${printable(message)}`;
