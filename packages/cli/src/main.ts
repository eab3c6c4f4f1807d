#!/usr/bin/env node
import { run } from "./run.ts";
import { STATUS } from "./tell-error.ts";
import { terminalOf, watchStreams } from "./terminal.ts";

watchStreams(process);
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.on(name, () => {
    // The second time, whatever does not listen ends with the process.
    if (stop.signal.aborted) process.exit(STATUS.interrupted);
    stop.abort();
  });
process.exitCode = await run(process.argv.slice(2), { terminal: terminalOf(process), signal: stop.signal });
