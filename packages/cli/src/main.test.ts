import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { root, Workplace } from "./run-sluice.test.support.ts";

const place = new Workplace();
afterAll(() => place.remove());
const sluice = (...args: string[]) => place.run(args);

describe("sluice", () => {
  test("alone tells what it can do, with three examples", async () => {
    const { status, stdout, stderr } = await sluice();
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.match(/^ {2}sluice \w+ \S+\.\w+ /gm)).toHaveLength(3);
    expect(stdout).toContain("Usage: sluice");
  });

  test("--version is the package's", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "packages/cli/package.json"), "utf8"));
    expect(await sluice("--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.each([["--help"], ["-h"], ["help"]])("%s is what it says alone", async (flag) => {
    expect(await sluice(flag)).toEqual(await sluice());
  });

  test.each([["forecast"], ["predict"], ["compare"], ["summary"], ["inspect"], ["cell"], ["cells"]])(
    "%s --help tells all flags, with examples",
    async (command) => {
      const { status, stdout, stderr } = await sluice(command, "--help");
      expect([status, stderr]).toEqual([0, ""]);
      expect(stdout).toContain(`Usage: sluice ${command}`);
      expect(stdout).toMatch(new RegExp(`\\nExamples:\\n {2}sluice ${command}\\b`));
      expect((await sluice("help", command)).stdout).toBe(stdout);
    },
  );

  test.each([
    [["forcast"], /^sluice: \[E_USAGE\] sluice: expected one of its commands, got forcast\. Try forecast\.\n$/],
    [["xyz"], /^sluice: \[E_USAGE\] sluice: .*got xyz\. Try sluice --help\.\n$/],
    [["--versoin"], /^sluice: \[E_USAGE\] sluice: .*got --versoin\. Try --version\.\n$/],
    [
      ["forecast", "a.csv", "--horizn", "3"],
      /^sluice: \[E_USAGE\] sluice forecast: .*got --horizn\. Try --horizon\.\n$/,
    ],
    [["forecast"], /^sluice: \[E_USAGE\] sluice forecast: expected the argument FILE, got none\./],
    [["forecast", "a.csv", "b.csv"], /^sluice: \[E_USAGE\] sluice forecast: expected the argument FILE, got several/],
    [
      ["forecast", "a.csv", "--target"],
      /^sluice: \[E_USAGE\] sluice forecast: expected a value: --target <column>, got none/,
    ],
  ])("%j is wrong usage, told in one line", async (args, message) => {
    const { status, stdout, stderr } = await sluice(...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  // Each costs more than all the rest of the start: help and wrong usage are told without them.
  test("starts without loading the engine, the forecaster or the charts", () => {
    const packages = new Set<string>();
    const seen = new Set<string>();
    const follow = (path: string) => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const [, target] of readFileSync(path, "utf8").matchAll(/^import (?!type )[^;]*?"([^"]+)";$/gm))
        if (target!.startsWith(".")) follow(join(dirname(path), target!));
        else if (!target!.startsWith("node:")) packages.add(target!);
    };
    follow(join(root, "packages/cli/src/main.ts"));
    expect([...packages].sort()).toEqual(["commander", "get-east-asian-width"]);
  });
});
