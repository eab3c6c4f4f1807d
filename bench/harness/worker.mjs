import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** @typedef {{ command: string, args: readonly string[], env: Readonly<Record<string, string>> }} Launch */

/** How much of what a worker printed is kept for the case that it fails. */
const KEPT = 4000;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** Ends every worker that still runs, whatever it is doing. */
export function killWorkers() {
  for (const child of running) child.kill("SIGKILL");
}

process.on("exit", killWorkers);

/** What a worker could not do, in its own words. */
export class WorkerError extends Error {}

/**
 * A process that answers one request at a time: a line of JSON on its standard input, a line of JSON on its third
 * descriptor, so that nothing that a library prints can be taken for an answer. It waits without using the processor.
 */
export class Worker {
  /** @type {import("node:child_process").ChildProcess} */
  #child;
  #printed = "";
  /** @type {{ resolve: (answer: any) => void, reject: (error: Error) => void } | undefined} */
  #waiting;
  /** @type {string | undefined} */
  #ended;

  /** @param {Launch} launch */
  constructor({ command, args, env }) {
    const child = spawn(command, [...args], { env, stdio: ["pipe", "pipe", "pipe", "pipe"] });
    this.#child = child;
    running.add(child);
    const keep = (/** @type {unknown} */ text) => {
      this.#printed = (this.#printed + text).slice(-KEPT);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    // A worker that died takes no more input; its end says so.
    child.stdin?.on("error", () => {});
    child.on("error", (error) => this.#end(error.message));
    child.on("close", (code, signal) =>
      this.#end(signal === null ? `ended with status ${code}` : `ended by ${signal}`),
    );
    createInterface({ input: /** @type {import("node:stream").Readable} */ (child.stdio[3]) }).on("line", (line) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      const answer = JSON.parse(line);
      if (answer.error === undefined) waiting?.resolve(answer);
      else waiting?.reject(new WorkerError(answer.error));
    });
  }

  /** @param {string} how */
  #end(how) {
    running.delete(this.#child);
    this.#ended ??= how;
    this.#waiting?.reject(this.#death());
    this.#waiting = undefined;
  }

  #death() {
    const lines = this.#printed.trim().split("\n");
    const said = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
    return new WorkerError(said === "" ? `${this.#ended}` : `${this.#ended}: ${said.trim()}`);
  }

  /**
   * @param {Readonly<Record<string, unknown>>} request
   * @returns {Promise<any>}
   */
  ask(request) {
    if (this.#ended !== undefined) return Promise.reject(this.#death());
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    });
  }

  /** Lets the worker end by itself, and ends it where it does not. */
  async close() {
    if (this.#ended !== undefined) return;
    const ended = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 2000);
    await ended;
    clearTimeout(timer);
  }
}
