import { describe, expect, test } from "vitest";
import { Worker, WorkerError } from "./worker.mjs";

/** A worker whose answer to `request` is what the expression gives, or what it prints and how it ends. */
const worker = (body) =>
  new Worker({
    command: process.execPath,
    args: [
      "-e",
      `require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
        const request = JSON.parse(line);
        const answer = (value) => require("node:fs").writeSync(3, JSON.stringify(value) + "\\n");
        ${body}
      })`,
    ],
    env: {},
  });

describe("a worker", () => {
  test("answers a request at a time, whatever a library prints", async () => {
    const echo = worker('console.log("banner"); answer({ twice: request.value * 2 })');
    expect(await echo.ask({ value: 21 })).toEqual({ twice: 42 });
    expect(await echo.ask({ value: 4 })).toEqual({ twice: 8 });
    await echo.close();
  });

  test("says in its own words what it cannot do, and goes on", async () => {
    const choosy = worker('answer(request.value > 0 ? { ok: true } : { error: "not below zero" })');
    await expect(choosy.ask({ value: -1 })).rejects.toThrow(new WorkerError("not below zero"));
    expect(await choosy.ask({ value: 1 })).toEqual({ ok: true });
    await choosy.close();
  });

  test("that dies in the middle of a request fails it, with its last words", async () => {
    const mortal = worker('console.error("fatal error: out of memory"); process.exit(3)');
    await expect(mortal.ask({})).rejects.toThrow("ended with status 3: fatal error: out of memory");
    await expect(mortal.ask({})).rejects.toThrow("ended with status 3");
    await mortal.close();
  });

  test("whose program does not exist fails its first request", async () => {
    const absent = new Worker({ command: "/no/such/program", args: [], env: {} });
    await expect(absent.ask({})).rejects.toThrow("ENOENT");
    await absent.close();
  });

  test("that hangs is ended when it is closed", async () => {
    const hung = worker("for (;;);");
    const asked = expect(hung.ask({})).rejects.toThrow("SIGKILL");
    await hung.close();
    await asked;
  });
});
