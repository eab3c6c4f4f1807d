import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { cellNameOf, readCellFile } from "./cell-file.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-cells-"));
afterAll(() => rmSync(folder, { recursive: true }));
const { signal } = new AbortController();
const read = async (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return readCellFile(join(folder, name), signal);
};
const equation = "h_t = σ(W x_t + U h_{t-1})\n";

test.each([
  ["mine.cell", "mine"],
  ["dir.d/leaky.v2.txt", "leaky-v2"],
  ["销量 模型 (1).tex", "销量-模型-1"],
  ["h̃.cell", "h̃"],
  ["no-ending", "no-ending"],
  ["...", "cell"],
  [".cell", "cell"],
  ['a"b/c d\n\u001b[31m.txt', "c-d-31m"],
])("the cell of %j is called %s", (path, name) => {
  expect(cellNameOf(path)).toBe(name);
});

describe("readCellFile", () => {
  test("gives the text with the file's name", async () => {
    const path = join(folder, "mine.cell");
    expect(await read("mine.cell", equation)).toEqual({ label: path, name: "mine", text: equation });
  });

  test("takes what editors save: byte order marks, UTF-16", async () => {
    const utf16 = Buffer.from(`\uFEFF${equation}`, "utf16le");
    expect((await read("a.txt", `\uFEFF${equation}`)).text).toBe(equation);
    expect((await read("b.txt", utf16)).text).toBe(equation);
    expect((await read("c.txt", Buffer.from(utf16).swap16())).text).toBe(equation);
  });

  test("takes 64 KiB and no more", async () => {
    expect((await read("full.cell", "#".repeat(65_536))).text).toHaveLength(65_536);
    await expect(read("over.cell", "#".repeat(65_537))).rejects.toThrow(
      `[E_FORMAT] ${join(folder, "over.cell")}: expected at most 64 KiB of equations, got more.`,
    );
  });

  test.runIf(process.platform === "linux")("reads no more of what never ends", async () => {
    await expect(readCellFile("/dev/zero", signal)).rejects.toThrow("[E_FORMAT] /dev/zero: ");
  });

  test.each([
    ["a PDF file", Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(100_000, 0xe2)])],
    ["a zip archive or a document of an office program", Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0)],
    ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d)],
    ["a binary file", Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0)],
    ["bytes that are none", Uint8Array.of(0x68, 0xf3, 0x20)],
    ["bytes that are none", Uint8Array.of(0xff, 0xfe, 0x00)],
  ])("refuses %s", async (what, bytes) => {
    await expect(read("cell.bin", bytes)).rejects.toThrow(
      `[E_FORMAT] ${join(folder, "cell.bin")}: expected equations as text in UTF-8, got ${what}. Try `,
    );
  });

  test("says why a file cannot be read", async () => {
    await read("file", equation);
    symlinkSync(join(folder, "loop"), join(folder, "loop"));
    for (const [path, reason] of [
      [folder, "a folder"],
      [join(folder, "none.cell"), "no such file"],
      [join(folder, "file", "x"), "a path through a file that is no folder"],
      [join(folder, "x".repeat(5000)), "too long a name"],
      [join(folder, "loop"), "ELOOP"],
    ] as const)
      await expect(readCellFile(path, signal)).rejects.toThrow(
        `[E_FILE] ${path}: expected a file that can be read, got ${reason}`,
      );
  });
});
