// npm test: everything that runs without a second engine. Arguments go to Vitest: npm test -- packages/core
import { join } from "node:path";
import { build, install, root, run } from "./setup.mjs";

install();
build();
run(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", ...process.argv.slice(2)]);
