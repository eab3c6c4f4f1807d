// Packs every package, installs the tarballs in an empty folder and uses them there: from TypeScript, from the command
// line and from a page that Vite builds.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, install, root, run } from "./setup.mjs";

install();
build();
const folder = mkdtempSync(join(tmpdir(), "sluice-packages-"));
try {
  const packages = readdirSync(join(root, "packages"));
  run("npm", [
    "pack",
    "--loglevel=error",
    "--pack-destination",
    folder,
    ...packages.flatMap((name) => ["-w", `packages/${name}`]),
  ]);
  const tarballs = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const pick = (name) => `${name}@${devDependencies[name]}`;
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  run(
    "npm",
    [
      "install",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
      pick("typescript"),
      pick("vite"),
      pick("@types/node"),
      ...tarballs.map((name) => `./${name}`),
    ],
    { cwd: folder },
  );

  mkdirSync(join(folder, "src"));
  writeFileSync(
    join(folder, "src/use.ts"),
    `import { adam, linear, lstm, mse, recurrent, sequential, train } from "@sluice/core";
import { panel, readTable } from "@sluice/forecast";

const x = [[[0.1], [0.2], [0.3]], [[0.2], [0.3], [0.4]]];
const y = [[0.4], [0.5]];
const model = sequential(recurrent(lstm, { hidden: 6 }), linear(1));
let last = Number.POSITIVE_INFINITY;
for await (const epoch of train(model, { x, y }, { loss: mse, optimizer: adam({ rate: 0.05 }), epochs: 100, seed: 1 }))
  last = epoch.loss;
if (!(last < 0.01)) throw new Error(\`expected to learn, got a loss of \${last}\`);
const table = await readTable({ name: "two.csv", text: "month,passengers\\n1949-01,112\\n1949-02,118\\n" });
console.log(panel(table, { target: "passengers" }).describe());
console.log("typescript: trained to a loss of", last.toExponential(2));
`,
  );
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        module: "nodenext",
        target: "ES2022",
        lib: ["ES2023", "DOM"],
        strict: true,
        outDir: "out",
        rootDir: "src",
        types: ["node"],
      },
      include: ["src/use.ts"],
    }),
  );
  run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."], { cwd: folder });
  run(process.execPath, ["out/use.js"], { cwd: folder });

  writeFileSync(join(folder, "index.html"), '<!doctype html><script type="module" src="/page.js"></script>');
  writeFileSync(
    join(folder, "page.js"),
    `import { forecastChart } from "@sluice/charts";
import { lstm, linear, recurrent, sequential } from "@sluice/core";
import { panel, readTable } from "@sluice/forecast";
const model = sequential(recurrent(lstm, { hidden: 4 }), linear(1));
globalThis.sluice = { forecastChart, model, panel, readTable };
`,
  );
  run(process.execPath, ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], { cwd: folder });
  if (!readdirSync(join(folder, "dist/assets")).some((name) => name.endsWith(".js")))
    throw new Error("vite built no page");
  console.log("vite: built a page");

  run(process.execPath, ["node_modules/sluice/dist/main.js", "--version"], { cwd: folder });
  console.log("packages: installed and used in an empty folder");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
