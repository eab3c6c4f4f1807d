// Packs every package, installs the tarballs in an empty folder and uses them there: from TypeScript, from the command
// line and from a page that Vite builds.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, install, root, run } from "./setup.mjs";

const PAGE_RESULT = "3 months, a chart, 3 epochs by 2 threads";

/** Opens the built page in Chromium, where there is one, and reads what it wrote. */
async function openPage(site) {
  const chromium = findChromium();
  if (chromium === undefined) return console.log("browser: skipped, no Chromium here");
  const { url, close } = await serve({ site });
  const browser = await startChromium(chromium);
  try {
    const page = await browser.newPage();
    const problems = [];
    page.on("pageerror", ({ message }) => problems.push(message));
    await page.goto(url);
    const result = page.locator("#result:not(:empty)");
    await result.waitFor({ timeout: 60_000 }).catch(() => {});
    const told = (await result.count()) > 0 ? await result.textContent() : `nothing, and ${problems.join(", ")}`;
    if (told !== PAGE_RESULT) throw new Error(`expected the page to tell "${PAGE_RESULT}", got ${told}`);
    console.log("browser: the page forecast, drew and trained:", told);
  } finally {
    await browser.close();
    close();
  }
}

install();
build();
const { findChromium, startChromium } = await import("../tests/browser/chromium.mjs");
const { serve } = await import("../tests/browser/serve.mjs");
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
    '<!doctype html><meta charset="utf-8"><p id="result"></p><script type="module" src="/page.js"></script>',
  );
  writeFileSync(
    join(folder, "page.js"),
    `import { forecastChart } from "@sluice/charts";
import { adam, gru, linear, mse, recurrent, sequential, train } from "@sluice/core";
import { forecaster, panel, readTable } from "@sluice/forecast";
const rows = Array.from({ length: 48 }, (_, i) => \`\${2020 + Math.floor(i / 12)}-\${String((i % 12) + 1).padStart(2, "0")},\${100 + i + 20 * ((i % 12) - 6)}\`);
const shop = panel(await readTable({ name: "shop.csv", text: ["month,sales", ...rows].join("\\n") }));
const model = await forecaster({ horizon: 3, epochs: 5, members: 1 }).fit(shop, { seed: 1 });
const { rows: plan } = await model.predict();
const times = plan.map(({ ds }) => ds);
const chart = forecastChart({ times, series: [{ name: "sales", role: "forecast", values: plan.map(({ forecast }) => forecast) }] });
let workers = 0;
globalThis.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    workers++;
  }
};
const x = Array.from({ length: 64 }, (_, row) => [[row / 64], [row / 32], [row / 16]]);
const data = { x, y: x.map(([[first]]) => [first]) };
const net = sequential(recurrent(gru, { hidden: 4 }), linear(1));
let epochs = 0;
for await (const _ of train(net, data, { loss: mse, optimizer: adam(), epochs: 3, batch: 64, seed: 1, threads: 2 })) epochs++;
const drawn = chart.toSVG().startsWith("<svg") ? "a chart" : "no chart";
document.querySelector("#result").textContent = \`\${plan.length} months, \${drawn}, \${epochs} epochs by \${workers + 1} threads\`;
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
