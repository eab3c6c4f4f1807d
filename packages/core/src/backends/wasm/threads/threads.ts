import { SluiceError } from "../../../errors.ts";
import { shares } from "../halves.ts";
import { kernelModules } from "../kernels/kernels.ts";
import { showBytes } from "../memory.ts";
import type { FromWorker, Read, ToWorker, Write } from "./messages.ts";

/** What one worker is to run. */
export interface Run {
  readonly bytes: number;
  readonly writes: readonly Write[];
  readonly args: readonly number[];
  readonly reads: readonly Read[];
}

/**
 * Worker threads that compute shares of the rows beside the calling thread, which takes a share too.
 *
 * They keep a Node.js process alive only while they work. Once one has failed all fail, since the others' memories may be
 * a step ahead: close them and start new ones.
 */
export class Threads {
  /** The calling thread counts. */
  readonly count: number;
  #workers: readonly Connection[] = [];
  #programs = 0;
  #isClosed = false;

  /** At most `most` threads for batches of so many rows; undefined where one alone takes them. */
  static forRows(rows: number, most: number): Threads | undefined {
    const count = shares(rows, most);
    return count > 1 ? new Threads(count) : undefined;
  }

  /** Errors: E_BACKEND where no worker can be started. */
  constructor(count: number) {
    this.count = count;
    const modules = kernelModules();
    const workers: Connection[] = [];
    this.#workers = workers;
    try {
      while (workers.length < count - 1) workers.push(new Connection(workers.length + 1));
      for (const worker of workers) worker.send({ kind: "kernels", modules });
    } catch (cause) {
      this.close();
      throw notStarted(`thread ${workers.length + 2}`, cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  /** Gives the module to every worker; the number stands for it afterwards. */
  add(module: WebAssembly.Module): number {
    const id = this.#programs++;
    for (const worker of this.#workers) worker.send({ kind: "program", id, module });
    return id;
  }

  /**
   * Has the first workers run one thing each and gives the values that they were to read.
   *
   * Errors, each naming the thread: E_BACKEND when one of them fails, has died or was never loaded; E_MEMORY when there is
   * no memory for its share.
   */
  async run(id: number, runs: readonly Run[]): Promise<(readonly Float32Array[])[]> {
    if (this.#isClosed) throw failed("threads", "closed before", undefined);
    const replies = runs.map((run, i) => this.#workers[i]!.send({ kind: "run", id, ...run }));
    const done = await Promise.all(replies);
    return done.map((reply) => (reply.kind === "done" ? reply.values : []));
  }

  /** Ends the workers; what they are computing is lost. */
  close(): void {
    this.#isClosed = true;
    for (const worker of this.#workers) worker.close();
  }
}

const failed = (where: string, got: string, cause: unknown) =>
  new SluiceError("E_BACKEND", {
    where,
    expected: "every thread to finish its share of the rows",
    got,
    hint: "again, with fewer threads or a smaller batch if memory was short; what was learnt before this step is kept",
    cause,
  });

const notStarted = (where: string, got: string, cause: unknown) =>
  new SluiceError("E_BACKEND", {
    where,
    expected: "a worker that starts",
    got,
    hint: "threads: 1, or a page whose security policy allows workers of its own origin (worker-src)",
    cause,
  });

const full = (where: string, bytes: number, reason: string) =>
  new SluiceError("E_MEMORY", {
    where,
    expected: `${showBytes(bytes)} of memory for its share of the rows`,
    got: reason,
    hint: "fewer threads, each having a memory of its own, a smaller batch or fewer steps",
  });

/** Either kind of worker, as far as it is used here. */
interface AnyWorker {
  postMessage(message: ToWorker, transfer: readonly ArrayBuffer[]): void;
  terminate(): unknown;
  /** Node.js: whether the worker keeps the process alive. */
  ref?(): void;
  unref?(): void;
}

interface Pending {
  resolve(reply: FromWorker): void;
  reject(error: Error): void;
}

/** One worker and the answers that it owes. */
class Connection {
  readonly #worker: AnyWorker;
  readonly #name: string;
  readonly #pending: Pending[] = [];
  #failure: Error | undefined;
  #hasStarted = false;

  constructor(number: number) {
    this.#name = `thread ${number + 1}`;
    this.#worker = start({
      message: (reply) => this.#receive(reply),
      end: (reason, cause) => this.#fail((this.#hasStarted ? failed : notStarted)(this.#name, reason, cause)),
    });
    this.#worker.unref?.();
  }

  /** The answer of what a worker refuses is only an error once somebody waits for it. */
  send(message: ToWorker): Promise<FromWorker> {
    const reply = new Promise<FromWorker>((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#pending.push({ resolve, reject });
      this.#worker.ref?.();
      const moved = message.kind === "run" ? message.writes.map(({ values }) => values.buffer as ArrayBuffer) : [];
      this.#worker.postMessage(message, [...new Set(moved)]);
    });
    reply.catch(() => {});
    return reply;
  }

  close(): void {
    this.#fail(failed(this.#name, "closed before it answered", undefined));
    void this.#worker.terminate();
  }

  #receive(reply: FromWorker): void {
    this.#hasStarted = true;
    if (reply.kind === "failed") return this.#fail(failed(this.#name, reply.reason, undefined));
    if (reply.kind === "full") return this.#fail(full(this.#name, reply.bytes, reply.reason));
    this.#pending.shift()?.resolve(reply);
    if (this.#pending.length === 0) this.#worker.unref?.();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#pending.splice(0)) reject(this.#failure);
    this.#worker.unref?.();
  }
}

interface Listener {
  message(reply: FromWorker): void;
  end(reason: string, cause: unknown): void;
}

/** Starts worker.js: a web worker where there are such, else a thread of Node.js. */
function start(on: Listener): AnyWorker {
  if (typeof Worker !== "undefined") {
    // Bundlers look for just this expression.
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => on.message(data);
    worker.onerror = ({ message, error }) => on.end(message || "it could not be loaded", error);
    worker.onmessageerror = () => on.end("an answer that cannot be read", undefined);
    return worker as AnyWorker;
  }
  const { Worker: Thread } = process.getBuiltinModule("node:worker_threads");
  const worker = new Thread(new URL("./worker.js", import.meta.url), { name: "sluice", execArgv: [] });
  worker.on("message", on.message);
  worker.on("messageerror", (error) => on.end(error.message, error));
  worker.on("error", (error) => on.end(error instanceof Error ? error.message : String(error), error));
  worker.on("exit", (code) => on.end(`it ended with code ${code}`, undefined));
  return worker as unknown as AnyWorker;
}
