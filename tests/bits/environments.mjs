// Where the case runs: each environment has a name, a way to find or install it, and a way to run the case there.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium, startChromium } from "../browser/chromium.mjs";
import { serve } from "../browser/serve.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const bench = join(here, "../../bench");

/** A browser that has not answered by then hangs. */
const PATIENCE_MS = 180_000;

/** Every environment in turn; `find` gives what `run` needs, or throws what is missing. */
export const environments = [
  { name: "this-node", find: () => process.execPath, run: inNode() },
  ...["20", "22", "24", "26"].map((major) => ({ name: `node${major}`, find: () => findNode(major), run: inNode() })),
  ...["24", "26"].map((major) => ({
    name: `node${major}-revectorized`,
    find: () => findNode(major),
    run: inNode("--revectorize"),
  })),
  {
    name: "chromium",
    find: () => findChromium() ?? installed("chromium", findChromium),
    run: inPage(async (path, url) => {
      const browser = await startChromium(path);
      const page = await browser.newPage();
      const failed = new Promise((_, reject) => {
        page.on("crash", () => reject(new Error("the page crashed")));
      });
      await page.goto(url);
      return { version: `Chromium ${browser.version()}`, failed, end: () => browser.close() };
    }),
  },
  {
    name: "firefox",
    find: () => findFirefox() ?? installed("firefox-esr", findFirefox),
    run: inPage(async (path, url) => {
      const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
      return { version: stdout.trim(), ...startFirefox(path, url) };
    }),
  },
];

function inNode(...flags) {
  return async (path, threads) => {
    const child = spawn(path, [join(here, "in-node.mjs"), ...flags, ...threads.map(String)]);
    const [out, problems] = [child.stdout, child.stderr].map(async (stream) => {
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      return Buffer.concat(chunks).toString("utf8");
    });
    const status = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
    if (status !== 0) throw new Error((await problems).trim() || `it ended with status ${status}`);
    const { version, results } = JSON.parse(await out);
    return { version: `Node.js ${version}${flags.length > 0 ? ", revectorized" : ""}`, results };
  };
}

/** Opens the case's page and waits for what it posts. */
function inPage(open) {
  return async (path, threads) => {
    let site;
    let timer;
    let browser;
    try {
      const answer = new Promise((resolve, reject) => {
        site = serve({ answer: (text) => resolve(JSON.parse(text)) });
        const late = () => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`));
        timer = setTimeout(late, PATIENCE_MS);
      });
      const query = threads.map((count) => `threads=${count}`).join("&");
      browser = await open(path, `${(await site).url}/tests/bits/page.html?${query}`);
      const { error, results } = await Promise.race([answer, browser.failed]);
      if (error !== undefined) throw new Error(error);
      return { version: browser.version, results };
    } finally {
      clearTimeout(timer);
      await browser?.end();
      (await site)?.close();
    }
  };
}

/** The registry's own build of a Node.js, from bench/. */
function findNode(major) {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error("other versions come from a package for Linux on x64");
  const path = join(bench, "node_modules", `node${major}`, "bin/node");
  if (!existsSync(path)) npmProblem ??= installNodes();
  if (!existsSync(path)) throw new Error(npmProblem || `bench/node_modules has no node${major}`);
  return path;
}

/** Why npm could not install them, or nothing; undefined as long as it was not asked. */
let npmProblem;

function installNodes() {
  console.log("installing Node.js 20 to 26 in bench/ …");
  const { status, stderr, error } = spawnSync(
    "npm",
    ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"],
    { cwd: bench, encoding: "utf8" },
  );
  if (status === 0) return "";
  return `npm ci in bench/ failed: ${error?.message ?? stderr.trim().split("\n").at(-1)}`;
}

const findFirefox = () =>
  ["firefox-esr", "firefox"]
    .map((name) => spawnSync("which", [name], { encoding: "utf8" }).stdout?.trim())
    .find((path) => path);

/** Debian's package, where this process may install it. */
function installed(name, find) {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || spawnSync("apt-get", ["--version"]).status !== 0)
    throw new Error(`there is none; Debian's package is ${name}`);
  console.log(`installing Debian's ${name} …`);
  spawnSync("apt-get", ["update", "-qq"]);
  const { status, stderr } = spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], {
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  const path = find();
  if (status !== 0 || path === undefined)
    throw new Error(`Debian's ${name} could not be installed: ${stderr.trim().split("\n").at(-1)}`);
  return path;
}

/** A browser of its own profile that asks nothing of the network. */
function startFirefox(path, url) {
  const profile = mkdtempSync(join(tmpdir(), "sluice-firefox-"));
  const settings = {
    "app.update.enabled": false,
    "browser.aboutwelcome.enabled": false,
    "browser.safebrowsing.downloads.enabled": false,
    "browser.safebrowsing.malware.enabled": false,
    "browser.safebrowsing.phishing.enabled": false,
    "browser.shell.checkDefaultBrowser": false,
    "datareporting.policy.dataSubmissionEnabled": false,
    "network.captive-portal-service.enabled": false,
    "network.connectivity-service.enabled": false,
    "services.settings.server": "",
    "toolkit.telemetry.enabled": false,
  };
  const lines = Object.entries(settings).map(([key, value]) => `user_pref("${key}", ${JSON.stringify(value)});\n`);
  writeFileSync(join(profile, "user.js"), lines.join(""));
  // A group of its own, so that ending it ends the processes of its tabs too.
  const child = spawn(path, ["--headless", "--no-remote", "--profile", profile, url], {
    detached: true,
    stdio: "ignore",
    env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: "1" },
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const failed = new Promise((_, reject) => {
    child.on("error", reject);
    child.on("close", (code) => reject(new Error(`it ended with status ${code}`)));
  });
  failed.catch(() => {});
  return {
    failed,
    async end() {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
