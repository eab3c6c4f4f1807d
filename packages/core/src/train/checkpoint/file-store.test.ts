import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileStore } from "./file-store.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-"));
  path = join(folder, "run.sluice");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const text = (value: string) => new TextEncoder().encode(value);

/** Names and texts of what is kept, newest first. */
async function kept(at = path) {
  const found: [string, string][] = [];
  for await (const { name, bytes } of fileStore(at).read()) found.push([name, new TextDecoder().decode(bytes)]);
  return found;
}

test("nothing is kept at first", async () => {
  expect(await kept()).toEqual([]);
  expect(await kept(join(folder, "no", "run.sluice"))).toEqual([]);
});

test("the checkpoint before stays beside the newest, and none before that", async () => {
  const store = fileStore(path);
  let name = await store.write(text("1"), undefined);
  expect(await kept()).toEqual([[path, "1"]]);
  name = await store.write(text("2"), name);
  name = await store.write(text("3"), name);
  expect(await kept()).toEqual([
    [path, "3"],
    [`${path}.previous`, "2"],
  ]);
  expect((await readdir(folder)).sort()).toEqual(["run.sluice", "run.sluice.previous"]);
});

test("a training that went on from the one before, since the newest was torn, keeps it", async () => {
  await writeFile(path, "torn");
  await writeFile(`${path}.previous`, "2");
  expect(await fileStore(path).write(text("3"), `${path}.previous`)).toBe(path);
  expect(await kept()).toEqual([
    [path, "3"],
    [`${path}.previous`, "2"],
  ]);
});

test("a training that starts over keeps none of another", async () => {
  await writeFile(path, "other 2");
  await writeFile(`${path}.previous`, "other 1");
  await fileStore(path).write(text("1"), undefined);
  expect(await kept()).toEqual([[path, "1"]]);
});

test("what a killed process left does not stand in the way", async () => {
  await writeFile(path, "1");
  await writeFile(`${path}.tmp`, "half of a checkp");
  await writeFile(`${path}.previous.tmp`, "1");
  await fileStore(path).write(text("2"), path);
  expect(await kept()).toEqual([
    [path, "2"],
    [`${path}.previous`, "1"],
  ]);
  expect((await readdir(folder)).sort()).toEqual(["run.sluice", "run.sluice.previous"]);
});

test.skipIf(process.platform === "win32")("a link stays one: both checkpoints lie where it leads", async () => {
  await mkdir(join(folder, "disk"));
  const target = join(folder, "disk", "real.sluice");
  await writeFile(target, "1");
  await symlink(target, path);
  await fileStore(path).write(text("2"), path);
  expect(await readFile(target, "utf8")).toBe("2");
  expect(await kept()).toEqual([
    [path, "2"],
    [`${target}.previous`, "1"],
  ]);
});

test("a place that cannot be written or read is E_FILE", async () => {
  await mkdir(path);
  await expect(fileStore(path).write(text("1"), undefined)).rejects.toMatchObject({ code: "E_FILE" });
  await expect(kept()).rejects.toMatchObject({ code: "E_FILE" });
  await expect(fileStore(join(folder, "no", "a")).write(text("1"), undefined)).rejects.toMatchObject({
    code: "E_FILE",
  });
  expect(await readdir(folder)).toEqual(["run.sluice"]);
});
