import { join } from "node:path";
import { embedding, encodeContainer, flatten, linear, lstm, recurrent, saveModel, sequential } from "@sluice/core";
import { forecaster, panel, readTable } from "@sluice/forecast";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workplace } from "../run-sluice.test.support.ts";

const place = new Workplace();
afterAll(() => place.remove());
const at = (name: string) => join(place.folder, name);

beforeAll(async () => {
  const words = sequential(embedding(500, 16), recurrent(lstm, { hidden: 32 })).initialize({ seed: 1 });
  await saveModel(words, at("words.sluice"));
  const fixed = sequential(flatten(), linear(2)).initialize({ seed: 1, steps: 9, features: 4 });
  await saveModel(fixed, at("fixed.sluice"));

  const days = Array.from({ length: 40 }, (_, i) => {
    const day = new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
    return `${day},${50 + (i % 7)},${i % 3}`;
  });
  const shop = panel(await readTable({ name: "sales.csv", text: ["day,sold,price", ...days].join("\n") }), {
    target: "sold",
    known: ["price"],
  });
  const spec = forecaster({ horizon: 2, cell: lstm, hidden: 4, lookback: 7, epochs: 1, members: 3 });
  await (await spec.fit(shop)).save(at("shop.sluice"));
});

describe("sluice summary", () => {
  test("shows a model's layers: an embedding of 500 in 16 and an LSTM of 32 learn 8,000 + 6,272 = 14,272", async () => {
    expect(await place.run(["summary", "words.sluice", "--steps", "128"])).toEqual({
      status: 0,
      stderr: "",
      stdout: [
        "takes x [B, 128]",
        "",
        "layer      output        parameters",
        "embedding  [B, 128, 16]       8,000",
        "lstm       [B, 32]            6,272",
        "total                        14,272",
        "",
      ].join("\n"),
    });
  });

  test("leaves the steps open where they are not told", async () => {
    const { stdout } = await place.run(["summary", "words.sluice"]);
    expect(stdout).toMatch(/^takes x \[B, T\]\n\n.*\nembedding {2}\[B, T, 16\] /);
  });

  // An LSTM of 4 units on target, surprise and price: 4·4·(3 + 4 + 1) = 128.
  test("shows a forecaster's settings, columns and one member's network, and counts all members", async () => {
    const { status, stdout, stderr } = await place.run(["summary", "shop.sluice"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^lstm 1×4, lookback 7, direct 2, 3 members, /);
    expect(stdout).toContain("\nlearnt from sales.csv · target sold · known price · season 7\n");
    expect(stdout).toContain("\neach member takes past [B, 7, 3], future [B, 6]\n");
    expect(stdout).toMatch(/\npast +\[B, 4\] +128\n/);
    const total = Number(/\ntotal +(\d+)\n/.exec(stdout)?.[1]);
    expect(stdout).toMatch(new RegExp(`\\n3 members +${3 * total}\\n$`));
  });

  test("--json has the same as one object", async () => {
    const json = async (...args: string[]) => JSON.parse((await place.run(["summary", ...args, "--json"])).stdout);
    expect(await json("words.sluice", "--steps", "5")).toEqual({
      kind: "model",
      inputs: { x: ["B", 5] },
      layers: [
        { layer: "embedding", output: "[B, 5, 16]", parameters: 8000 },
        { layer: "lstm", output: "[B, 32]", parameters: 6272 },
      ],
      parameters: 14272,
    });
    const { kind, settings, table, member, parameters } = await json("shop.sluice");
    expect([kind, settings.cell, settings.lookback, settings.members]).toEqual(["forecaster", "lstm", 7, 3]);
    expect(table).toMatchObject({ name: "sales.csv", target: "sold", known: ["price"], id: null, season: 7 });
    expect(parameters).toBe(3 * member.parameters);
  });

  test("says so where --steps changes nothing", async () => {
    const { status, stderr } = await place.run(["summary", "fixed.sluice", "--steps", "5"]);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^note: --steps 5 changes nothing/)]);
  });

  test("refuses in one line what holds no networks", async () => {
    place.write("notes.txt", "h = tanh(x)");
    place.write("other.sluice", encodeContainer({ tensors: {}, metadata: { plan: 1 } }));
    place.write("fit.sluice", encodeContainer({ tensors: {}, metadata: { dividedCheckpoint: 1 } }));
    place.write("model.json", JSON.stringify({ model: 1 }));
    for (const [file, message] of [
      ["none.sluice", /\[E_FILE\] none\.sluice: expected a file that can be read, got no such file/],
      [".", /\[E_FILE\] \.: .*got a folder/],
      ["notes.txt", /\[E_FORMAT\] notes\.txt: /],
      ["model.json", /\[E_FORMAT\] model\.json: /],
      ["other.sluice", /\[E_FORMAT\] other\.sluice: expected a model or a forecaster .*got another file of Sluice\./],
      ["fit.sluice", /\[E_FORMAT\] fit\.sluice: .*got a checkpoint, of work that has not ended\./],
    ] as const) {
      const { status, stdout, stderr } = await place.run(["summary", file]);
      expect([status, stdout, stderr]).toEqual([1, "", expect.stringMatching(message)]);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    }
    const { status, stderr } = await place.run(["summary", "words.sluice", "--steps", "0"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("[E_USAGE] --steps: ")]);
  });
});
