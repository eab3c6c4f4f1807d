// npm run test:bits: the same training on several Nodes and browsers, with and without threads, must end in the same bits.
// npm run test:bits -- --only node20,chromium narrows it.
import { parseArgs } from "node:util";
import { build, install } from "./setup.mjs";

const { values } = parseArgs({ options: { only: { type: "string" } } });
install();
build();
const { environments } = await import("../tests/bits/environments.mjs");
const only = values.only?.split(",");
const unknown = only?.find((name) => !environments.some((one) => one.name === name));
if (unknown !== undefined) {
  console.error(`test:bits: expected --only with names among ${names(environments)}, got ${unknown}`);
  process.exit(2);
}

const THREADS = [1, 2, 4];
let first;
let failures = 0;
const skipped = [];
for (const { name, find, run } of environments.filter((one) => only?.includes(one.name) ?? true)) {
  let found;
  try {
    found = find();
  } catch (reason) {
    skipped.push({ name });
    console.log(`${name}: SKIPPED, ${reason.message}`);
    continue;
  }
  try {
    const started = performance.now();
    const { version, results } = await run(found, THREADS);
    const seconds = (performance.now() - started) / 1000;
    first ??= { version, ...results[1] };
    const digests = [...new Set(THREADS.map((threads) => results[threads].digest))];
    const isSame = digests.length === 1 && digests[0] === first.digest;
    if (!isSame) failures++;
    const verdict = isSame ? "same" : "DIFFERENT";
    console.log(
      `${version.padEnd(36)} ${THREADS.join(", ")} threads  ${digests[0]}  ${verdict}, ${seconds.toFixed(1)} s`,
    );
    if (!isSame) for (const threads of THREADS) tellDifferences(threads, results[threads].digests);
  } catch (error) {
    failures++;
    console.log(`${name}: FAILED, ${error.message}`);
  }
}

function tellDifferences(threads, digests) {
  for (const [part, digest] of Object.entries(digests))
    if (digest !== first.digests[part])
      console.log(`  ${threads} threads, ${part}: ${short(digest)}, in ${first.version} ${short(first.digests[part])}`);
}

function short(digest) {
  return `${digest.slice(0, 16)}…`;
}

function names(list) {
  return list.map(({ name }) => name).join(", ");
}

if (skipped.length > 0) console.log(`test:bits: not compared: ${names(skipped)}`);
if (failures > 0) console.log(`test:bits: ${failures} environments differ or failed`);
else console.log(first === undefined ? "test:bits: nothing could be run" : "test:bits: all bits are the same");
process.exit(failures > 0 || first === undefined ? 1 : 0);
