import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readContainer, writeContainer } from "./container-file.ts";

const content = (value = 1) => ({
  tensors: { w: { shape: [2], data: new Float32Array([value, 2]) } },
  metadata: { kind: "model" },
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("writeContainer and readContainer", () => {
  it("keep a model in a file", async () => {
    const path = join(folder, "shop.sluice");
    await writeContainer(path, content());
    const { tensors, metadata } = await readContainer(path);
    expect({ ...tensors }).toEqual(content().tensors);
    expect(metadata).toEqual({ kind: "model" });
  });

  it("replace a file, keep its permissions and leave nothing beside it", async () => {
    const path = join(folder, "shop.sluice");
    await writeContainer(path, content(1));
    await chmod(path, 0o600);
    await writeContainer(path, content(5));
    expect((await readContainer(path)).tensors.w!.data[0]).toBe(5);
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["shop.sluice"]);
  });

  it("write through a symbolic link", async () => {
    await mkdir(join(folder, "models"));
    const target = join(folder, "models", "real.sluice");
    await writeContainer(target, content(1));
    await symlink(target, join(folder, "link.sluice"));
    await writeContainer(join(folder, "link.sluice"), content(5));
    expect((await readContainer(target)).tensors.w!.data[0]).toBe(5);
    expect((await readdir(folder)).sort()).toEqual(["link.sluice", "models"]);
  });

  it("keep the old file when the new content cannot be written", async () => {
    const path = join(folder, "shop.sluice");
    await writeContainer(path, content());
    await expect(writeContainer(path, { ...content(), metadata: { loss: NaN } })).rejects.toThrow("[E_ARGUMENT]");
    expect((await readContainer(path)).metadata).toEqual({ kind: "model" });
    expect(await readdir(folder)).toEqual(["shop.sluice"]);
  });

  it("remove the temporary file when the last step fails", async () => {
    const path = join(folder, "taken");
    await mkdir(join(path, "inside"), { recursive: true });
    await expect(writeContainer(path, content())).rejects.toThrow("[E_FILE]");
    expect(await readdir(folder)).toEqual(["taken"]);
  });

  it("say what is wrong with a path", async () => {
    const missing = join(folder, "no.sluice");
    await expect(readContainer(missing)).rejects.toThrow(
      `[E_FILE] ${missing}: expected a file that can be read, got no such file or folder.`,
    );
    await expect(readContainer(folder)).rejects.toThrow("got a folder.");
    await expect(writeContainer(join(folder, "no", "a.sluice"), content())).rejects.toThrow(
      "expected a place where a file can be written, got no such file or folder.",
    );
    await expect(readContainer("a\0b")).rejects.toThrow("[E_FILE]");
  });

  it.skipIf(process.platform === "win32")("refuse a device instead of reading it for ever", async () => {
    await expect(readContainer("/dev/zero")).rejects.toThrow("got something that is not a file.");
  });

  it("refuse torn and foreign files with their name", async () => {
    const path = join(folder, "shop.sluice");
    await writeContainer(path, content());
    await truncate(path, (await stat(path)).size - 1);
    await expect(readContainer(path)).rejects.toThrow(`[E_FORMAT] ${path}: expected 8 bytes of tensors, got 7 bytes`);
    await writeFile(path, "date,sales\n2024-01-01,3\n");
    await expect(readContainer(path)).rejects.toThrow(`[E_FORMAT] ${path}: expected a safetensors file`);
  });

  it("name no Node module outside of an import that runs when it is needed", async () => {
    const here = new URL("./", import.meta.url);
    for (const name of await readdir(here)) {
      if (name.includes(".test.")) continue;
      const source = await readFile(new URL(name, here), "utf8");
      expect(source.replaceAll(/await import\("node:[a-z/]+"\)/g, ""), name).not.toContain('"node:');
    }
  });
});
