import { describe, expect, test } from "vitest";
import { duration, staged, startStage } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** A terminal that remembers, and a clock that stands still until moved. */
function pretend({ width = 100, interactive = true } = {}) {
  const lines: string[] = [];
  const shown: string[] = [];
  const clock = { ms: 0 };
  const terminal: Terminal = {
    print: () => {},
    say: (line) => void lines.push(line),
    note: (line) => void lines.push(line),
    ...(interactive && { status: (line: string) => void shown.push(line) }),
    width,
    style: (_, text) => text,
  };
  return { terminal, lines, shown, clock, now: () => clock.ms };
}

describe("a stage on a terminal", () => {
  test("shows a bar with the loss, steps a second and the time left", () => {
    const { terminal, shown, clock, now } = pretend();
    const stage = startStage("fitting", terminal, now);
    clock.ms = 1000;
    stage.show({ fraction: 0.05, loss: 1, steps: 50 });
    clock.ms = 3000;
    stage.show({ fraction: 0.25, loss: 0.012345, steps: 2530 });
    // 2480 steps in the 2 s since the first; a quarter took 3 s, so three quarters take 9 s
    expect(shown).toEqual([
      `fitting  ━${"─".repeat(23)}   5 %  loss 1.00  19 s left`,
      `fitting  ${"━".repeat(6)}${"─".repeat(18)}  25 %  loss 0.0123  1,240 steps/s  9.0 s left`,
    ]);
  });

  test("does not count what was done before as done in no time", () => {
    const { terminal, shown, clock, now } = pretend();
    const stage = startStage("fitting", terminal, now);
    clock.ms = 3000;
    stage.show({ fraction: 0.8, before: 0.6, loss: 1, steps: 0 });
    // a fifth took 3 s, and a fifth is left
    expect(shown[0]).toMatch(/ {2}80 % {2}loss 1\.00 {2}3\.0 s left$/);
  });

  test.each([
    [81, `fitting all  ${"━".repeat(12)}${"─".repeat(12)}  50 %  loss 0.500  100 steps/s  10 s left`],
    [70, "fitting all  ━━━━━─────  50 %  loss 0.500  100 steps/s  10 s left"],
    [65, "fitting…  ━━━━━─────  50 %  loss 0.500  100 steps/s  10 s left"],
    [50, "50 %  loss 0.500  100 steps/s  10 s left"],
    [30, "50 %  loss 0.500  10 s left"],
    [20, "50 %  10 s left"],
    [8, "50 %"],
    [4, ""],
  ])("in %i columns shows whole numbers, what people wait for last to go", (width, text) => {
    const { terminal, shown, clock, now } = pretend({ width });
    const stage = startStage("fitting all", terminal, now);
    stage.show({ fraction: 0.01, loss: 1, steps: 1 });
    clock.ms = 10_000;
    stage.show({ fraction: 0.5, loss: 0.5, steps: 1001 });
    expect(shown[1]).toBe(text);
  });

  test("is redrawn a dozen times a second at most", () => {
    const { terminal, shown, clock, now } = pretend();
    const stage = startStage("fitting", terminal, now);
    for (let i = 1; i <= 1000; i++) {
      clock.ms = i;
      stage.show({ fraction: i / 1000, loss: 1, steps: i });
    }
    expect(shown.length).toBe(13);
  });

  test.each([100, 62, 30, 5, 1])("never fills a line of %i columns", (width) => {
    const { terminal, shown, clock, now } = pretend({ width });
    const stage = startStage("fitting without the last 12 steps", terminal, now);
    clock.ms = 100_000;
    stage.show({ fraction: 0.5, loss: 1e-9, steps: 7 });
    expect([...shown[0]!].length).toBeLessThan(width);
  });

  test("says nothing of the time left before a hundredth is done", () => {
    const { terminal, shown, clock, now } = pretend();
    const stage = startStage("fitting", terminal, now);
    clock.ms = 500;
    stage.show({ fraction: 0, loss: Number.NaN, steps: 0 });
    expect(shown[0]).toMatch(/ {3}0 %$/);
  });

  test("takes the bar away and leaves a line", () => {
    const { terminal, shown, lines, clock, now } = pretend();
    const stage = startStage("fitting", terminal, now);
    stage.show({ fraction: 1, loss: 0.5, steps: 9 });
    clock.ms = 4200;
    stage.end("done");
    expect(shown.at(-1)).toBe("");
    expect(lines).toEqual(["fitting: done in 4.2 s, loss 0.500"]);
  });

  test("leaves nothing where the work failed", async () => {
    const { terminal, shown, lines } = pretend();
    await expect(staged("fitting", terminal, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(shown).toEqual([""]);
    expect(lines).toEqual([]);
  });
});

describe("a stage that is no terminal", () => {
  test("says a plain line every ten seconds", () => {
    const { terminal, lines, clock, now } = pretend({ interactive: false });
    const stage = startStage("fitting", terminal, now);
    for (let i = 1; i <= 250; i++) {
      clock.ms = 100 * i;
      stage.show({ fraction: i / 250, loss: 2, steps: 3 * i });
    }
    stage.end("done");
    expect(lines).toEqual([
      "fitting: 40 %  loss 2.00  30 steps/s  15 s left",
      "fitting: 80 %  loss 2.00  30 steps/s  5.0 s left",
      "fitting: done in 25 s, loss 2.00",
    ]);
  });
});

test.each([
  [0, "0.0 s"],
  [9.94, "9.9 s"],
  [9.97, "10 s"],
  [59.4, "59 s"],
  [59.6, "1 min 0 s"],
  [200, "3 min 20 s"],
  [3900, "1 h 5 min"],
])("%d seconds are %s", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
