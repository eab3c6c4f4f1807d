import { afterEach, expect, test, vi } from "vitest";
import { breathe } from "./event-loop.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Whether a timer that is due comes before the work goes on, within a few breaths. */
async function timerRan(): Promise<boolean> {
  let ran = false;
  setTimeout(() => {
    ran = true;
  }, 0);
  const until = performance.now() + 1000;
  while (!ran && performance.now() < until) await breathe();
  return ran;
}

test("timers get their turn", async () => {
  expect(await timerRan()).toBe(true);
});

test("also where there is no setImmediate, as in browsers", async () => {
  vi.stubGlobal("setImmediate", undefined);
  expect(await timerRan()).toBe(true);
});
