import type { Terminal } from "./terminal.ts";

/** What a command runs in. */
export interface Session {
  readonly terminal: Terminal;
  /** The words of the command line. */
  readonly args: readonly string[];
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
