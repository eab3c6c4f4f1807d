import { CommanderError } from "commander";
import { commandLine } from "./command-line.ts";
import type { Session } from "./session.ts";
import { STATUS, tellError } from "./tell-error.ts";

/** Runs the command that the arguments name and gives the exit status. Never throws. */
export async function run(args: readonly string[], session: Session): Promise<number> {
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
    terminal.say("sluice: stopped before the end; no file is half written");
    return STATUS.interrupted;
  }
}
