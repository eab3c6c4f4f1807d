import type { WorkerOptions } from "node:worker_threads";

const node = process.getBuiltinModule("node:worker_threads");
const { Worker } = node;

/**
 * Every worker that is started from now on dies in the middle of its run of this number: it has been told to run, and
 * ends before it answers. `immortalWorkers` ends that.
 */
export function mortalWorkers(lastRun: number): void {
  node.Worker = class extends Worker {
    constructor(script: string | URL, options: WorkerOptions) {
      const dying = `
        const { parentPort } = require("node:worker_threads");
        const answer = parentPort.postMessage.bind(parentPort);
        let runs = 0;
        parentPort.postMessage = (message, moved) => {
          if (message.kind === "done" && ++runs === ${lastRun}) process.exit(9);
          answer(message, moved);
        };
        import(${JSON.stringify(String(script))});
      `;
      super(dying, { ...options, eval: true });
    }
  };
}

export function immortalWorkers(): void {
  node.Worker = Worker;
}
