/** How long work may keep the event loop waiting. */
export const BREATH_MS = 50;

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
