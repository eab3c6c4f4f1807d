import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkOutputs } from "./outputs.ts";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sluice-outputs-")));
});
afterEach(() => rmSync(folder, { recursive: true }));

const out = (path: string) => [{ flag: "--out", path }];

describe("checkOutputs", () => {
  test("takes a new file, in folders that do not exist yet, and leaves nothing behind", async () => {
    await checkOutputs(out(join(folder, "a/b/c.csv")), []);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("takes an old file, which is to be replaced", async () => {
    writeFileSync(join(folder, "old.csv"), "");
    await checkOutputs(out(join(folder, "old.csv")), []);
    expect(readdirSync(folder)).toEqual(["old.csv"]);
  });

  test.runIf(process.platform !== "win32")("takes a device", async () => {
    await checkOutputs(out("/dev/null"), []);
  });

  test("refuses a folder", async () => {
    await expect(checkOutputs(out(folder), [])).rejects.toThrow(/^\[E_FILE\] --out .*got a folder/);
    await expect(checkOutputs(out(join(folder, "new/")), [])).rejects.toThrow("got a folder");
  });

  test("refuses a path through a file", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(checkOutputs(out(join(folder, "file/out.csv")), [])).rejects.toThrow("a file that is no folder");
  });

  test.runIf(process.platform === "linux")("refuses a place where nothing can be made", async () => {
    await expect(checkOutputs(out("/proc/out.csv"), [])).rejects.toThrow(/^\[E_FILE\] --out \/proc\/out.csv/);
  });

  test("refuses an empty name", async () => {
    await expect(checkOutputs(out(""), [])).rejects.toThrow("expected the name of a file, got nothing");
  });

  test("refuses to write two things to one file, or over what is read", async () => {
    const table = join(folder, "table.csv");
    writeFileSync(table, "");
    mkdirSync(join(folder, "real"));
    symlinkSync(join(folder, "real"), join(folder, "link"));
    const inputs = [{ flag: "the table", path: table }];
    await expect(checkOutputs(out(`${folder}/./table.csv`), inputs)).rejects.toThrow("another file than the table");
    const twice = [
      { flag: "--out", path: join(folder, "real/x") },
      { flag: "--save", path: join(folder, "link/x") },
    ];
    await expect(checkOutputs(twice, inputs)).rejects.toThrow(/^--save: expected another file than --out/);
  });
});
