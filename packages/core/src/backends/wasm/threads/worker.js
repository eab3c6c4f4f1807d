// @ts-check
/**
 * A thread that computes a share of the rows, in a memory of its own: it writes what it is sent, runs, and sends back what
 * it is asked for. Plain JavaScript without imports, so that it starts from any runtime and bundler as it stands.
 *
 * @import { ToWorker, FromWorker } from "./messages.ts"
 */

/** @type {any} */
const port = globalThis.process?.getBuiltinModule?.("node:worker_threads").parentPort ?? globalThis;

const PAGE = 65536;
/** @type {WebAssembly.Memory} */
let memory;
/** @type {WebAssembly.Exports} */
let kernels = {};
/** @type {Map<number, Function>} */
const programs = new Map();

/** @param {ToWorker} message @returns {FromWorker} */
function answer(message) {
  switch (message.kind) {
    case "kernels":
      memory = new WebAssembly.Memory({ initial: 1 });
      for (const module of message.modules)
        kernels = { ...kernels, ...new WebAssembly.Instance(module, { env: { memory } }).exports };
      return { kind: "ready" };
    case "program": {
      const { exports } = new WebAssembly.Instance(message.module, /** @type {any} */ ({ env: { memory }, kernels }));
      programs.set(message.id, /** @type {Function} */ (exports.run));
      return { kind: "ready" };
    }
    case "run": {
      const missing = message.bytes - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      const floats = new Float32Array(memory.buffer);
      for (const { address, values } of message.writes) floats.set(values, address / 4);
      /** @type {Function} */ (programs.get(message.id))(...message.args);
      return {
        kind: "done",
        values: message.reads.map(({ address, count }) => floats.slice(address / 4, address / 4 + count)),
      };
    }
  }
}

port.onmessage = (/** @type {{ data: ToWorker }} */ { data }) => {
  try {
    const reply = answer(data);
    port.postMessage(reply, reply.kind === "done" ? reply.values.map(({ buffer }) => buffer) : []);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // What engines throw where memory cannot be had; a program that fails throws a RuntimeError.
    const isFull = error instanceof RangeError;
    port.postMessage(
      isFull ? { kind: "full", bytes: data.kind === "run" ? data.bytes : PAGE, reason } : { kind: "failed", reason },
    );
  }
};
