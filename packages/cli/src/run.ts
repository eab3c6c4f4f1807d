import { CommanderError } from "commander";
import { commandLine } from "./command-line.ts";
import { printable } from "./printable.ts";
import type { Session } from "./session.ts";
import { Stopped } from "./stopped.ts";
import { STATUS, tellError } from "./tell-error.ts";

/** Runs the command that the arguments name and gives the exit status. Never throws. */
export async function run(args: readonly string[], given: Omit<Session, "args">): Promise<number> {
  const session = { ...given, args };
  const { terminal, signal } = session;
  try {
    const program = commandLine(session);
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync([...args], { from: "user" });
    return STATUS.done;
  } catch (error) {
    // How the parser says that it has printed help or the version.
    if (error instanceof CommanderError) return error.exitCode;
    if (!signal.aborted) return tellError(error, terminal);
    const left = error instanceof Stopped ? error.message : "no file is half written";
    terminal.say(printable(`sluice: stopped before the end; ${left}`));
    return STATUS.interrupted;
  }
}
