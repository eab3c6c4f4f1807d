// npm run golden -- DIR: holds both backends to a folder of reference vectors.
import { isAbsolute, join, resolve } from "node:path";
import { build, install, root, run } from "./setup.mjs";

install();
build();
const from = process.env.INIT_CWD ?? root;
const [dir = join(root, "packages/core/src/golden/vectors"), ...rest] = process.argv.slice(2);
run(process.execPath, [
  join(root, "packages/core/dist/golden/main.js"),
  isAbsolute(dir) ? dir : resolve(from, dir),
  ...rest,
]);
