import { SluiceError } from "@sluice/core";

/** How long work may keep the event loop waiting. */
const TURN_MS = 50;

/**
 * Lets timers, input and messages have their turn, about every 50 ms of work; to be called between pieces of it.
 *
 * Errors: E_ABORTED once the signal says so.
 */
export function turns(signal: AbortSignal | undefined): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last >= TURN_MS) {
      await new Promise((resolve) => setTimeout(resolve));
      last = performance.now();
    }
    if (signal?.aborted)
      throw new SluiceError("E_ABORTED", {
        where: "fit",
        expected: "a finished fit",
        got: "a signal to stop",
        cause: signal.reason,
      });
  };
}
