import type { Terminal } from "./terminal.ts";

/** What a command runs in. */
export interface Session {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
