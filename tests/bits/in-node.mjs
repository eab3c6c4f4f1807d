// Runs the case in this Node.js and prints what it gave: node in-node.mjs [--revectorize] THREADS…
const args = process.argv.slice(2);
if (args[0] === "--revectorize") {
  const { revectorized } = await import("@sluice/core/revectorize");
  if (!revectorized) throw new Error("vectors are not joined here: Node.js 24 or newer on x64 does");
  args.shift();
}
const { runCase } = await import("./case.mjs");
const results = {};
for (const threads of args) results[threads] = await runCase(Number(threads));
process.stdout.write(JSON.stringify({ version: process.versions.node, results }));
