import { WriteStream } from "node:tty";
import { describe, expect, test } from "vitest";
import { terminalOf } from "./terminal.ts";

function pretend({ isTTY = true, env = { TERM: "xterm-256color" } as Record<string, string> } = {}) {
  let out = "";
  let err = "";
  // Node's own rule of what colours a terminal has.
  const hasColors = (given: unknown) => WriteStream.prototype.getColorDepth.call(null as never, given as object) > 1;
  const terminal = terminalOf({
    stdout: { write: (text: string) => Boolean((out += text)) },
    stderr: { write: (text: string) => Boolean((err += text)), columns: 80, hasColors, isTTY },
    env,
  });
  return { terminal, out: () => out, err: () => err };
}

describe("a terminal", () => {
  test("gets results on standard output, and all else on standard error", () => {
    const { terminal, out, err } = pretend();
    terminal.print("1\n");
    terminal.say("hello");
    expect([out(), err()]).toEqual(["1\n", "hello\n"]);
  });

  test("keeps its status line below what is said", () => {
    const { terminal, err } = pretend();
    terminal.status?.("50 %");
    terminal.say("hello");
    terminal.status?.("");
    expect(err()).toBe("\r\u001b[K50 %\r\u001b[Khello\n50 %\r\u001b[K");
  });

  test("shows colours", () => {
    expect(pretend().terminal.style("red", "x")).toBe("\u001b[31mx\u001b[39m");
  });

  test.each([
    ["NO_COLOR", { env: { TERM: "xterm-256color", NO_COLOR: "1" } }],
    ["a pipe", { isTTY: false }],
    ["a dumb terminal", { env: { TERM: "dumb" } }],
  ])("shows none with %s", (_, options) => {
    const { terminal, err } = pretend(options);
    expect(terminal.style("red", "x")).toBe("x");
    terminal.note("y");
    expect(err()).toBe("note: y\n");
  });

  test.each([
    ["a pipe", { isTTY: false }],
    ["a dumb terminal", { env: { TERM: "dumb" } }],
  ])("has no status line where it is %s", (_, options) => {
    expect(pretend(options).terminal.status).toBeUndefined();
  });
});
