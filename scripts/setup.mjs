// Brings a checkout to where it can run: dependencies as the lock file says, then a build where sources are newer.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command in the checkout, showing its output; ends this process where it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    ...options,
  });
  if (error !== undefined) {
    console.error(`sluice: ${command}: ${error.message}`);
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? 1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`sluice: expected Node.js 20.19 or newer, got ${process.versions.node}. Try a newer one.`);
  process.exit(1);
}

/** Installs what package-lock.json says, if it is not what is installed. No dependency's script is run. */
export function install() {
  checkNode();
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const stamp = join(root, "node_modules", ".sluice-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.error("sluice: installing dependencies …");
  // npm's own report would stand on standard output, which belongs to results.
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    stdio: ["ignore", 2, 2],
  });
  writeFileSync(stamp, lock);
}

const sourceRoots = ["packages", "examples", "tests", "tsconfig.base.json", "tsconfig.json", "package-lock.json"];

function* sources(path) {
  if (!existsSync(path)) return;
  const stat = statSync(path);
  if (!stat.isDirectory()) {
    if (/\.(ts|json)$/.test(path)) yield { path, time: stat.mtimeMs };
    return;
  }
  for (const name of readdirSync(path)) {
    if (name === "node_modules" || name === "dist" || name.endsWith(".generated.ts")) continue;
    yield* sources(join(path, name));
  }
}

/** Builds kernels and packages, if a source came, went or changed since the last build. */
export function build({ force = false } = {}) {
  const stamp = join(root, "node_modules", ".sluice-build");
  const state = sourceRoots
    .flatMap((name) => [...sources(join(root, name))])
    .map(({ path, time }) => `${path} ${time}`)
    .join("\n");
  if (!force && existsSync(stamp) && readFileSync(stamp, "utf8") === state) return;
  console.error("sluice: building …");
  run(process.execPath, [join(root, "scripts/build-kernels.mjs")], {
    stdio: ["ignore", 2, 2],
  });
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], {
    stdio: ["ignore", 2, 2],
  });
  writeFileSync(stamp, state);
}
