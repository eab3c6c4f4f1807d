// npm run bench: Sluice and its peers in turn. Arguments as docs/benchmark.md has them: npm run bench -- --only lstm/L
import { join } from "node:path";
import { build, install, root, run } from "./setup.mjs";

install();
build();
run(process.execPath, [join(root, "bench/main.mjs"), ...process.argv.slice(2)]);
