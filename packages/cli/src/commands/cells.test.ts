import { cells } from "@sluice/core";
import { afterAll, describe, expect, test } from "vitest";
import { Workplace } from "../run-sluice.test.support.ts";

const place = new Workplace();
afterAll(() => place.remove());
const sluice = (...args: string[]) => place.run(["cells", ...args]);

describe("sluice cells", () => {
  test("lists every cell of the library, with its parameters and its paper", async () => {
    const { status, stdout, stderr } = await sluice();
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^cell +for input 3, hidden 16 +parameters\n/);
    expect(stdout).toMatch(/\nlstm +three gates, [^\n]+ 1,280\n +Hochreiter and Schmidhuber 1997, [^\n]+\n/);
    expect([...stdout.matchAll(/^(\S+) .* [\d,]+$/gm)].map(([, name]) => name)).toEqual(cells.map(({ name }) => name));
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  test("counts parameters for other sizes, but for the inputs that a cell names", async () => {
    const { stdout } = await sluice("--input", "16", "--hidden", "32");
    expect(stdout).toMatch(/\nlstm .* 6,272\n/);
    // 9 · 32 weights of columns and 3 · 32² of the state.
    expect(stdout).toMatch(/\nsales .*, for its 3 inputs +3,360\n/);
  });

  test("--json prints one list", async () => {
    const { stdout } = await sluice("--json", "--hidden", "8");
    expect(stdout.trimEnd()).not.toContain("\n");
    const gru = JSON.parse(stdout).find(({ name }: { name: string }) => name === "gru");
    expect(Object.keys(gru)).toEqual(["name", "what", "paper", "input", "hidden", "count"]);
    expect(gru).toMatchObject({ paper: "Cho et al. 2014, arXiv:1406.1078", input: 3, hidden: 8, count: 288 });
  });

  test("takes no argument", async () => {
    const { status, stdout, stderr } = await sluice("gru");
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^sluice: \[E_USAGE\] sluice cells: expected no argument, got one or more\./);
  });
});
