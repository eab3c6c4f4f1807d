// Counts what workers are told to run: threads that share nothing would give the same bits too.

let runs = 0;

const counting = (Worker) =>
  class extends Worker {
    postMessage(message, transfer) {
      if (message.kind === "run") runs++;
      super.postMessage(message, transfer);
    }
  };

if (globalThis.Worker !== undefined) globalThis.Worker = counting(globalThis.Worker);
else {
  const threads = process.getBuiltinModule("node:worker_threads");
  threads.Worker = counting(threads.Worker);
}

export const runsElsewhere = () => runs;
