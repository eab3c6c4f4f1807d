import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

// What no test inside of one process can try: an engine that lacks something, and whether a process ends by itself.

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const model = `
  import { engine, gru, linear, mse, adam, recurrent, sequential, train } from "@sluice/core";
  const zeros = (...shape) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)) });
  const made = (options = {}) => sequential([recurrent(gru, { hidden: 4 }), linear(1)], options);
  const data = { x: zeros(64, 5, 2), y: zeros(64, 1) };
  const options = { loss: mse, optimizer: adam(), epochs: 3, batch: 64, seed: 1 };
  const told = async (work) => {
    try {
      console.log(await work());
    } catch (error) {
      console.log(error.code, error.message);
    }
  };
`;

/** What a program prints in a Node.js of its own with these flags, and whether it ended by itself. */
function printed(flags: readonly string[], program: string) {
  const { stdout, stderr, status, signal } = spawnSync(
    process.execPath,
    [...flags, "--input-type=module", "--eval", `${model}\n${program}`],
    { cwd: root, encoding: "utf8", timeout: 30_000 },
  );
  expect({ status, signal, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, signal: null, stderr: "" });
  return stdout;
}

describe("an engine", () => {
  const runs = `
    await told(() => made().initialize({ features: 2, seed: 1 }).count);
    await told(() => made({ backend: "reference" }).initialize({ features: 2, seed: 1 }).predict(data.x).shape.join());
  `;

  test.runIf(process.arch === "x64")("without SIMD is told what it lacks, and the reference backend runs", () => {
    // V8 has no SIMD for processors without SSE4.1.
    const [refused, reference] = printed(["--no-enable-sse4-1"], runs).trim().split("\n");
    expect(refused).toMatch(
      /^E_BACKEND \[E_BACKEND\] wasm backend: expected an engine that compiles WebAssembly with SIMD, got .*SIMD unsupported.*\. Try Node 20\.19 or newer or a current browser.*, or the backend reference\.$/,
    );
    expect(reference).toBe("64,1");
  });

  test("without WebAssembly is told so, and the reference backend runs", () => {
    expect(printed(["--jitless"], runs).trim().split("\n")).toEqual([
      'E_BACKEND [E_BACKEND] wasm backend: expected an engine with WebAssembly, got one without. Try the backend "reference".',
      "64,1",
    ]);
  });

  test("whose memory cannot grow is E_MEMORY with the sizes, and goes on with less", () => {
    // 2 MiB in all, whatever maxMemory says.
    const program = `
      const net = made().initialize({ features: 2, seed: 1 });
      await told(() => net.predict(zeros(500, 400, 2), { batch: 500 }));
      await told(async () => {
        for await (const _ of train(net, { x: zeros(500, 400, 2), y: zeros(500, 1) }, { ...options, batch: 500 }));
      });
      await told(() => net.predict(zeros(500, 400, 2), { batch: 50 }).shape.join());
    `;
    const [predicted, trained, less] = printed(["--wasm-max-mem-pages=32"], program).trim().split("\n");
    const refused = (run: string) =>
      new RegExp(
        `^E_MEMORY \\[E_MEMORY\\] wasm backend: expected \\d+\\.\\d MiB of memory, got .*grow.* \\(0\\.\\d MiB of weights and other variables and \\d+\\.\\d MiB for a run with ${run}\\)\\. Try a smaller batch or fewer steps; the system or WebAssembly gives no more\\.$`,
      );
    expect(predicted).toMatch(refused("B = 500 and T = 400"));
    expect(trained).toMatch(refused("B = 500 and T = 400"));
    expect(less).toBe("500,1");
  });
});

describe("a process", () => {
  const dying = `
    const node = process.getBuiltinModule("node:worker_threads");
    const { Worker } = node;
    node.Worker = class extends Worker {
      postMessage(message, moved) {
        super.postMessage(message, moved);
        if (message.kind === "run") this.terminate();
      }
    };
  `;

  test("goes on after a thread died, and then ends by itself", () => {
    const program = `
      ${dying}
      const net = made();
      await told(async () => {
        for await (const _ of train(net, data, { ...options, epochs: 1000, threads: 2 }));
      });
      node.Worker = Worker;
      await told(async () => {
        for await (const _ of train(net, data, { ...options, threads: 2 }));
        return "trained";
      });
    `;
    expect(printed([], program)).toMatch(/^E_BACKEND \[E_BACKEND\] thread 2: .*\ntrained\n$/);
  });

  test("ends by itself when its loop over epochs was left, or given up in the middle", () => {
    const program = `
      for await (const _ of train(made(), data, { ...options, threads: 2 })) break;
      await train(made(), data, { ...options, threads: 2 }).next();
      console.log("left");
    `;
    expect(printed([], program)).toBe("left\n");
  });
});
