import { describe, expect, test } from "vitest";
import { readOptions, UsageError } from "./options.mjs";

const read = (...args) => readOptions(args, "/here");

describe("the options of the benchmark", () => {
  test("default to every row and peer, eleven rounds of 200 ms", () => {
    expect(read()).toMatchObject({ only: [], peers: undefined, rounds: 11, roundMs: 200, revectorize: false });
  });

  test("narrow rows and peers by names with commas", () => {
    const { only, peers } = read("--only", "lstm/L, gru", "--peers", "pytorch,jax-js");
    expect(only).toEqual(["lstm/L", "gru"]);
    expect(peers).toEqual(["pytorch", "jax-js"]);
  });

  test("name no peers by the word none", () => {
    expect(read("--peers", "none").peers).toEqual([]);
  });

  test("take paths from where the command was typed", () => {
    expect(read("--json", "out/a.json").json).toBe("/here/out/a.json");
    expect(read("--json", "/b.json").json).toBe("/b.json");
  });

  test("take a Node by its version or its path, a Python by its command or its path", () => {
    expect(read("--node", "24").node).toBe("24");
    expect(read("--node", "bin/node").node).toBe("/here/bin/node");
    expect(read("--python", "python3").python).toBe("python3");
    expect(read("--python", "venv/bin/python").python).toBe("/here/venv/bin/python");
  });

  test.each([["--rounds", "0"], ["--rounds", "many"], ["--round-ms", "1.5"], ["--only"], ["--fast"], ["lstm/L"]])(
    "refuse %s %s",
    (...args) => {
      expect(() => read(...args)).toThrow(UsageError);
    },
  );
});
