import { spawnSync } from "node:child_process";
import { closeSync, openSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { drainAt } from "./pour.ts";
import { root, Workplace } from "./run-sluice.test.support.ts";

const place = new Workplace();
afterAll(() => place.remove());

describe.runIf(process.platform === "linux")("what cannot be replaced", () => {
  test("is a device or an open file, not a file or a place for one", async () => {
    place.write("old.csv", "");
    symlinkSync("/dev/stdout", join(place.folder, "link"));
    expect(await drainAt("/dev/null")).toEqual({ path: "/dev/null" });
    expect(await drainAt("/dev/stdout")).toEqual({ descriptor: 1 });
    expect(await drainAt("/dev/fd/7")).toEqual({ descriptor: 7 });
    expect(await drainAt(join(place.folder, "link"))).toEqual({ descriptor: 1 });
    expect(await drainAt(join(place.folder, "old.csv"))).toBe(undefined);
    expect(await drainAt(join(place.folder, "new/file.csv"))).toBe(undefined);
    expect(await drainAt(place.folder)).toBe(undefined);
  });

  test("/dev/stdout sent to a file is written to in turn with the rest, after what the file held", () => {
    const months = Array.from({ length: 24 }, (_, i) => `${2010 + Math.floor(i / 12)}-${(i % 12) + 1},${100 + i}`);
    place.write("t.csv", ["month,sold", ...months].join("\n"));
    place.write("all.txt", "before\n");
    const file = openSync(join(place.folder, "all.txt"), "a");
    const quick = ["--horizon", "2", "--lookback", "6", "--hidden", "4", "--epochs", "1", "--members", "1"];
    const main = join(root, "packages/cli/dist/main.js");
    const { status } = spawnSync(process.execPath, [main, "forecast", "t.csv", ...quick, "--out", "/dev/stdout"], {
      cwd: place.folder,
      stdio: ["ignore", file, "ignore"],
    });
    closeSync(file);
    expect(status).toBe(0);
    expect(place.read("all.txt")).toMatch(
      /^before\nthe last 2 steps [^,]*\nunique_id,ds,forecast\nsold,2012-1,.*\nsold,2012-2,.*\nmonth +forecast\n/,
    );
    expect(place.files()).toEqual(["all.txt", "link", "old.csv", "t.csv"]);
  });
});
