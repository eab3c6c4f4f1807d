import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EquationError, gru } from "@sluice/core";
import { afterAll, describe, expect, test } from "vitest";
import { cellFrom as from } from "./cell-from.ts";
import type { EquationOptions } from "./equation-flags.ts";

const { signal } = new AbortController();
const cellFrom = (text: string, options: EquationOptions = {}) => from(text, options, { signal });

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
    expect([cell.name, cell.states, cell.parameters({ input: 2, hidden: 3 }).count]).toEqual(["leaky-v2", ["h"], 15]);
  });

  test("reads LaTeX", async () => {
    const cell = await cellFrom(file("paper.tex", "$$h^{(t)} = \\tanh(W x^{(t)} + U h^{(t-1)})$$ where W is a matrix"));
    expect(`${cell}`).toBe("h_t = tanh(W x_t + U h_{t-1})");
  });

  test("prefers the library to a file of the same name, which ./ names", async () => {
    file("gru", "h_t = tanh(W x_t + U h_{t-1})");
    expect(await cellFrom("gru")).toBe(gru);
    expect((await cellFrom(`${folder}/gru`)).parameters({ input: 2, hidden: 3 }).count).toBe(15);
  });

  test.each([
    ["lsmt", "Try lstm."],
    ["qqq", "Try sluice cells, which lists those of the library."],
  ])("says that %s is neither a cell nor a file", async (name, hint) => {
    await expect(cellFrom(name)).rejects.toThrow(
      `[E_ARGUMENT] ${name}: expected a cell of the library or a file with equations, got neither such a cell nor such a file. ${hint}`,
    );
  });

  test("says of what is a path that there is no such file", async () => {
    await expect(cellFrom("no/lstm")).rejects.toThrow(
      "[E_FILE] no/lstm: expected a file that can be read, got no such",
    );
    await expect(cellFrom("lstm.tex")).rejects.toThrow("[E_FILE] lstm.tex: ");
  });

  test("shows where an equation is wrong, by the file's name", async () => {
    const path = file("broken one.txt", "r_t = σ(V x_t)\nz_t = σ(W x_t\nh_t = z_t\n");
    const error = await cellFrom(path).catch((refused) => refused);
    expect(error).toBeInstanceOf(EquationError);
    expect([error.line, error.column]).toEqual([2, 8]);
    expect(error.message.split("\n")).toEqual([
      expect.stringContaining(`[E_EQUATION] ${path}, line 2, column 8: expected ) to close this (, got `),
      "  2 | z_t = σ(W x_t",
      "    |        ^",
    ]);
  });

  test("says what is wrong with an option, by the file's name", async () => {
    const path = file("open.txt", "h_t = f(W x_t + U h_{t-1})\n");
    await expect(cellFrom(path, { bind: { f: "tahn" } })).rejects.toThrow(
      new RegExp(`^\\[E_ARGUMENT\\] ${path}, option bind: .*got tahn\\. Try tanh\\.$`),
    );
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
    ["--bias", { bias: true }],
    ["--output", { output: "c" }],
  ])("refuses %s for a cell of the library", async (flag, options) => {
    await expect(cellFrom("lstm", options)).rejects.toThrow(
      `${flag}: expected a file with equations, to which it adds, got the library's lstm`,
    );
  });
});
