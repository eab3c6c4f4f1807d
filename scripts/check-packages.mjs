// Packs every package, installs the tarballs in an empty folder and uses them there: from TypeScript, from the command
// line and from a page that Vite builds.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { build, install, root, run } from "./setup.mjs";

/** Opens the built page in Chromium, where there is one, and reads what it wrote. */
async function openPage(site) {
  const chromium = ["chromium", "chromium-browser", "google-chrome"].find(
    (name) => spawnSync(name, ["--version"]).status === 0,
  );
  if (chromium === undefined) return console.log("browser: skipped, no Chromium here");
  const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
  const server = createServer((request, response) => {
    const name = request.url === "/" ? "/index.html" : new URL(request.url, "http://localhost").pathname;
    try {
      response.setHeader("content-type", types[extname(name)] ?? "application/octet-stream");
      response.end(readFileSync(join(site, normalize(name))));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const profile = mkdtempSync(join(tmpdir(), "sluice-browser-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const page = `http://127.0.0.1:${server.address().port}/`;
  const child = spawn(chromium, [
    ...flags,
    ...quiet,
    `--user-data-dir=${profile}`,
    "--virtual-time-budget=60000",
    "--dump-dom",
    page,
  ]);
  let dom = "";
  child.stdout.on("data", (chunk) => {
    dom += chunk;
  });
  await new Promise((resolve) => child.on("close", resolve));
  server.close();
  rmSync(profile, { recursive: true, force: true });
  const [, result] = /<p id="result">([^<]*)/.exec(dom) ?? [];
  if (result !== "3 months, a chart") throw new Error(`expected the page to forecast, got ${result ?? dom}`);
  console.log("browser: the page forecast and drew:", result);
}

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

  writeFileSync(
    join(folder, "index.html"),
    '<!doctype html><meta charset="utf-8"><p id="result">…</p><script type="module" src="/page.js"></script>',
  );
  writeFileSync(
    join(folder, "page.js"),
    `import { forecastChart } from "@sluice/charts";
import { forecaster, panel, readTable } from "@sluice/forecast";
const rows = Array.from({ length: 48 }, (_, i) => \`\${2020 + Math.floor(i / 12)}-\${String((i % 12) + 1).padStart(2, "0")},\${100 + i + 20 * ((i % 12) - 6)}\`);
const shop = panel(await readTable({ name: "shop.csv", text: ["month,sales", ...rows].join("\\n") }));
const model = await forecaster({ horizon: 3, epochs: 5, members: 1 }).fit(shop, { seed: 1 });
const { rows: plan } = await model.predict();
const times = plan.map(({ ds }) => ds);
const chart = forecastChart({ times, series: [{ name: "sales", role: "forecast", values: plan.map(({ forecast }) => forecast) }] });
document.querySelector("#result").textContent = \`\${plan.length} months, \${chart.toSVG().startsWith("<svg") ? "a chart" : "no chart"}\`;
`,
  );
  run(process.execPath, ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], { cwd: folder });
  if (!readdirSync(join(folder, "dist/assets")).some((name) => name.endsWith(".js")))
    throw new Error("vite built no page");
  console.log("vite: built a page");
  await openPage(join(folder, "dist"));

  run(process.execPath, ["node_modules/sluice/dist/main.js", "--version"], { cwd: folder });
  console.log("packages: installed and used in an empty folder");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
