// npm start: the main job on the bundled airline data. Arguments go to `sluice` instead: npm start -- forecast my.csv
import { join } from "node:path";
import { build, install, root, run } from "./setup.mjs";

install();
build();
const given = process.argv.slice(2);
const job = [
  "forecast",
  join("samples", "air_passengers.csv"),
  "--horizon",
  "12",
  "--chart",
  join("out", "airline.html"),
];
run(process.execPath, [join(root, "packages/cli/dist/main.js"), ...(given.length > 0 ? given : job)], {
  cwd: given.length > 0 ? (process.env.INIT_CWD ?? root) : root,
});
