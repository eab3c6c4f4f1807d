// Rates of the kernels: `node scripts/build-kernels.mjs && node bench/kernels.mjs`. The fastest tenth of many
// short runs, long ones by processor time: what other work on the machine disturbs least. With --wide, the matrix products
// for vectors of 256 bits: `node --experimental-wasm-revectorize bench/kernels.mjs --wide` (Node 24 or newer).
import { readFileSync } from "node:fs";

const memory = new WebAssembly.Memory({ initial: 4096 });

function load(name) {
  const file = new URL(`../packages/core/src/backends/wasm/kernels/${name}.generated.ts`, import.meta.url);
  const hex = /_HEX =\s*"([^"]+)"/.exec(readFileSync(file, "utf8"))[1];
  return new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(hex, "hex")), { env: { memory } }).exports;
}

const wide = process.argv.includes("--wide");
const kernels = { ...load("kernels"), ...(wide ? load("wide-products") : {}) };

const floats = new Float32Array(memory.buffer);
let seed = 1;
for (let i = 0; i < floats.length; i++) {
  seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
  floats[i] = seed / 2 ** 31;
}

/** Time of one call in ms. */
function time(run) {
  const clock = (ms, calls) => {
    const times = [];
    for (const end = performance.now() + ms; performance.now() < end || times.length < 10; ) {
      const start = performance.now();
      const used = process.cpuUsage();
      for (let i = 0; i < calls; i++) run();
      const wall = performance.now() - start;
      const { user, system } = process.cpuUsage(used);
      times.push((wall > 1 ? Math.min(wall, (user + system) / 1000) : wall) / calls);
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length / 10)];
  };
  // The first runs let the engine optimise.
  return clock(120, Math.ceil(0.2 / clock(80, 1)));
}

function report(name, shape, run) {
  const ms = time(run);
  const flops = 2 * shape[0] * shape[1] * shape[2];
  const each = ms < 0.01 ? `${(ms * 1e6).toFixed(0)} ns` : `${ms.toFixed(3)} ms`;
  console.log(
    `${`${name} ${shape.join(" × ")}`.padEnd(50)} ${(flops / ms / 1e6).toFixed(1).padStart(6)} GFLOP/s  ${each}`,
  );
}

const align = (bytes) => Math.ceil(bytes / 64) * 64;

console.log(`Node ${[process.version, ...process.execArgv].join(" ")}, ${wide ? "wide" : "narrow"} products`);
for (const [M, N, K] of [
  [64, 512, 128],
  [64, 128, 512],
  [128, 1024, 256],
  [128, 256, 1024],
  [12288, 1024, 16],
  [3072, 512, 8],
  [3072, 512, 128],
  [64, 512, 2048],
  [32, 128, 32],
  [1, 32, 8],
  [1, 512, 128],
  [2, 512, 128],
  [3, 512, 128],
  [7, 20, 13],
]) {
  const A = 64;
  const B = A + align(M * K * 4);
  const C = B + align(K * Math.ceil(N / 8) * 32);
  report("gemm   M×N×K", [M, N, K], () => kernels.gemm(M, N, K, A, K * 4, B, K * 32, C, N * 4, 0));
}
for (const [M, N, groups, rows, halvings] of [
  [512, 128, 48, 64, 0],
  [512, 128, 48, 64, 2],
  [512, 128, 48, 64, 3],
  [1024, 256, 96, 128, 0],
  [1024, 256, 96, 128, 3],
  [512, 8, 48, 64, 0],
  [8, 512, 48, 64, 0],
  [24, 8, 1, 112, 0],
  [24, 8, 1, 112, 3],
]) {
  const R = groups * rows;
  const A = 64;
  const B = A + align(R * M * 4);
  const C = B + align(R * N * 4);
  const scratch = C + align(M * N * 4);
  const [a, b] = [M * 4, N * 4];
  report(`gemmTN M×N×R${halvings > 0 ? `, halved ${halvings} times,` : ""}`, [M, N, R], () =>
    kernels.gemmTN(M, N, groups, rows, A, rows * a, a, B, rows * b, b, C, b, halvings, scratch),
  );
}

const [K, N] = [128, 512];
const [source, packed] = [64, 64 + K * N * 4];
const rate = (name, bytes, run) =>
  console.log(`${name.padEnd(50)} ${(bytes / time(run) / 1e6).toFixed(1).padStart(6)} GB/s`);
rate("packB 128 × 512", K * N * 4, () => kernels.packB(packed, K * 32, 0, 0, source, N * 4, 4, K, N));
rate("packB 128 × 512 transposed", K * N * 4, () => kernels.packB(packed, K * 32, 0, 0, source, 4, K * 4, K, N));
for (const halvings of [0, 3])
  rate(`reduceMiddle sum (48 × 64) × 512${halvings > 0 ? ", halved 3 times" : ""}`, 3072 * 2048, () =>
    kernels.reduceMiddle(64, 2048, 65536, 1, 0, 48, 64 * 2048, 64, 2048, 128, 0, halvings, 4096),
  );
rate("reduceMiddle max 64 × (48 × 128)", 64 * 48 * 512, () =>
  kernels.reduceMiddle(64, 512, 65536, 64, 48 * 512, 1, 0, 48, 512, 32, 1, 0, 0),
);
rate("reduceLast sum 3072 × 128", 3072 * 512, () => kernels.reduceLast(64, 16, 65536, 3072, 512, 128, 0));
rate("reduceLast max 3072 × 128", 3072 * 512, () => kernels.reduceLast(64, 16, 65536, 3072, 512, 128, 1));
rate("sumAll (48 × 64) × 128, halved 3 times", 3072 * 512, () =>
  kernels.sumAll(64, 65536, 48, 64 * 512, 64, 512, 128, 3),
);
rate("sumAll 3072 × 1", 3072 * 16, () => kernels.sumAll(64, 65536, 1, 0, 3072, 16, 1, 0));
rate("copyStrided 64 × 48 × 8", 64 * 48 * 32, () =>
  kernels.copyStrided(64, 1 << 20, 1, 48, 64, 8, 0, 64 * 32, 32, 4, 0, 32, 48 * 32, 4),
);
rate("copyStrided 1 × 65536", 65536 * 4, () =>
  kernels.copyStrided(64, 1 << 20, 1, 1, 1, 65536, 0, 0, 0, 4, 0, 0, 0, 4),
);
rate("copyStrided 256 × 256 transposed", 65536 * 4, () =>
  kernels.copyStrided(64, 1 << 20, 1, 1, 256, 256, 0, 0, 1024, 4, 0, 0, 4, 1024),
);
rate("allFinite 1 MB", 1 << 20, () => kernels.allFinite(64, 1 << 20));
