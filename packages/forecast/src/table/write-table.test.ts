import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readTable } from "./read-table.ts";
import { tableText, writeTable } from "./write-table.ts";

const onWindows = process.platform === "win32";
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("tableText", () => {
  test("writes numbers with all digits, missing ones as empty cells, quotes where needed", () => {
    const columns = { date: ["2011-01-01", 'a "b", c'], y: new Float64Array([0.1 + 0.2, Number.NaN]), z: [null, -0.5] };
    expect(tableText(columns)).toBe('date,y,z\n2011-01-01,0.30000000000000004,\n"a ""b"", c",,-0.5\n');
  });

  test("a Map keeps the order of names that look like integers", () => {
    expect(
      tableText(
        new Map([
          ["y", [1]],
          ["95", [2]],
          ["80", [3]],
        ]),
      ),
    ).toBe("y,95,80\n1,2,3\n");
  });

  test("columns of different lengths are E_SHAPE, infinite numbers E_DATA with the row", () => {
    expect(() => tableText({ a: [1, 2], b: [1] })).toThrow(/E_SHAPE.*column b: expected 2 values.* got 1/);
    expect(() => tableText({ a: [1, Number.POSITIVE_INFINITY] })).toThrow(/E_DATA.*column a, row 3/);
  });
});

describe("writeTable", () => {
  test("what it writes, readTable reads", async () => {
    const path = join(folder, "out.csv");
    await writeTable(path, { "day, month": ["1\n2", "x"], y: [1e-300, Number.NaN] });
    const table = await readTable(path);
    expect(table.text("day, month")).toEqual(["1\n2", "x"]);
    expect([...table.numbers("y")]).toEqual([1e-300, Number.NaN]);
  });

  test.skipIf(onWindows)("replaces a file whole, keeps its mode, and leaves nothing beside it", async () => {
    const path = join(folder, "out.csv");
    await writeFile(path, "old");
    await chmod(path, 0o640);
    await writeTable(path, { y: [1] });
    expect(await readFile(path, "utf8")).toBe("y\n1\n");
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(["out.csv"]);
  });

  test.skipIf(onWindows)("a link goes on pointing to the file it pointed to", async () => {
    await writeFile(join(folder, "real.csv"), "old");
    await symlink(join(folder, "real.csv"), join(folder, "link.csv"));
    await writeTable(join(folder, "link.csv"), { y: [1] });
    expect(await readFile(join(folder, "real.csv"), "utf8")).toBe("y\n1\n");
    expect(await readlink(join(folder, "link.csv"))).toBe(join(folder, "real.csv"));
  });

  test("bad values leave the old file untouched", async () => {
    const path = join(folder, "out.csv");
    await writeFile(path, "old");
    await expect(writeTable(path, { y: [Number.POSITIVE_INFINITY] })).rejects.toMatchObject({ code: "E_DATA" });
    expect(await readFile(path, "utf8")).toBe("old");
  });

  test("a missing folder and a folder in its place are E_FILE", async () => {
    await mkdir(join(folder, "taken"));
    await expect(writeTable(join(folder, "no", "out.csv"), { y: [1] })).rejects.toMatchObject({
      code: "E_FILE",
      got: "no such folder",
    });
    await expect(writeTable(join(folder, "taken"), { y: [1] })).rejects.toMatchObject({
      code: "E_FILE",
      got: "a folder",
    });
    expect(await readdir(folder)).toEqual(["taken"]);
  });

  test.skipIf(onWindows)("a device is written to, not replaced", async () => {
    await writeTable("/dev/null", { y: [1] });
    expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
  });
});
