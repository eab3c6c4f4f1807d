import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gru } from "@sluice/core";
import { afterAll, describe, expect, test } from "vitest";
import { cellFrom } from "./cell-from.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-cells-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe("cellFrom", () => {
  test("knows the library's cells by name", async () => {
    expect(await cellFrom("gru")).toBe(gru);
  });

  test("reads equations from a file, called as the file", async () => {
    const cell = await cellFrom(file("leaky.v2.txt", "h_t = tanh(W x_t + U h_{t-1})  # one line\n"));
    expect([cell.name, cell.states, cell.parameters({ input: 2, hidden: 3 }).count]).toEqual(["leaky.v2", ["h"], 15]);
  });

  test("offers the nearest cell for a name that is neither", async () => {
    await expect(cellFrom("lsmt")).rejects.toThrow(
      /^\[E_ARGUMENT\] --cell lsmt: .*or a file with equations.* Try lstm\.$/,
    );
  });

  test("shows where an equation is wrong", async () => {
    const path = file("broken.txt", "z_t = σ(W x_t\nh_t = z_t\n");
    await expect(cellFrom(path)).rejects.toThrow(/^\[E_EQUATION\] cell "broken", line 1, column \d+: .*\n.*\n.*\^/);
  });

  test("refuses a folder and bytes that are no text", async () => {
    await expect(cellFrom(folder)).rejects.toThrow(/^\[E_FILE\].*got a folder/);
    await expect(cellFrom(file("cell.bin", Uint8Array.of(0xff, 0xfe, 0x00)))).rejects.toThrow(/^\[E_FORMAT\]/);
  });

  test("takes what the equations of a file leave open", async () => {
    const path = file("open.txt", "h_t = f(w x_t[price] + U h_{t-1})\ny_t = V h_t\n");
    const read = await cellFrom(path, { inputs: ["sold", "price"], bind: { f: "tanh" }, sizes: { y: 3 } });
    expect([read.inputs, read.sizeOf("y", { input: 2, hidden: 4 })]).toEqual([["sold", "price"], 3]);
  });

  test.each([
    ["--inputs", { inputs: ["price"] }],
    ["--let", { bind: { f: "tanh" } }],
    ["--size", { sizes: { y: 3 } }],
  ])("refuses %s for a cell of the library", async (flag, options) => {
    await expect(cellFrom("lstm", options)).rejects.toThrow(`${flag}: expected --cell FILE`);
  });
});
