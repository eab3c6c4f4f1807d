// npm run example -- NAME: runs one of the examples.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build, install, root, run } from "./setup.mjs";

const [name, ...rest] = process.argv.slice(2);
const names = readdirSync(join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(root, "examples", entry.name, "main.ts")))
  .map((entry) => entry.name);
if (name === undefined || !names.includes(name)) {
  console.error(`sluice: expected the name of an example (${names.join(", ")}), got ${name ?? "nothing"}.`);
  process.exit(2);
}
install();
build();
run(process.execPath, [join(root, "examples", "dist", name, "main.js"), ...rest]);
