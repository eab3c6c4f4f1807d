import { spawnSync } from "node:child_process";
import { chromium } from "playwright-core";

/** The command that starts Chromium here, if there is one. */
export function findChromium() {
  return ["chromium", "chromium-browser", "google-chrome"]
    .map((name) => spawnSync("which", [name], { encoding: "utf8" }).stdout?.trim())
    .find((path) => path);
}

/** A headless Chromium that asks nothing of the network. */
export const startChromium = (executablePath) =>
  chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
