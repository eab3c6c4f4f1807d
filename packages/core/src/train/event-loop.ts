/** How long work may keep the event loop waiting. */
const BREATH_MS = 50;

/** Says when work has gone on for long enough, and lets the event loop have its turn. */
export class Breath {
  #last = performance.now();

  get isDue(): boolean {
    return performance.now() - this.#last >= BREATH_MS;
  }

  async take(): Promise<void> {
    await breathe();
    this.#last = performance.now();
  }
}

/** Lets timers, input and messages have their turn: goes on after all that is waiting now. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else {
      // A timer would wait 4 ms or more in a browser, for nothing.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    }
  });
}
