import { accuracy, adam, crossEntropy, evaluate, train } from "@sluice/core";
import { describe, expect, test } from "vitest";
import { languageModel } from "./model.ts";
import { alphabet, type Name, split } from "./names.ts";

const STEMS = ["bar", "lom", "tres", "kan", "vel", "dor", "min", "sap", "gul", "ref"];
/** Three languages that are their endings, as in -ov, -ini and -son. */
const names: Name[] = STEMS.flatMap((a) =>
  STEMS.flatMap((b) => ["ov", "ini", "son"].map((end, language) => ({ text: a + b + end, language }))),
);

describe("the language of a name", () => {
  test("is asked of every fifth name, which is not learned from", () => {
    const { learned, others } = split(names);
    expect([learned.length, others.length]).toEqual([240, 60]);
    expect(learned.filter((name) => others.includes(name))).toEqual([]);
  });

  test("is spelled in numbers, zeros for what was not met and behind the end", () => {
    const { size, toArrays } = alphabet([{ text: "abc", language: 0 }]);
    const { x, lengths } = toArrays([
      { text: "cab", language: 1 },
      { text: "a", language: 0 },
      { text: "zb", language: 0 },
    ]);
    expect(size).toBe(4);
    expect(x).toEqual({ shape: [3, 3], data: Float32Array.of(3, 1, 2, 1, 0, 0, 0, 2, 0) });
    expect(lengths).toEqual([3, 1, 2]);
  });

  test("is learned from endings at unequal places", async () => {
    const { learned, others } = split(names);
    const { size, toArrays } = alphabet(learned);
    const model = languageModel(size, 3, 8);
    const options = { loss: crossEntropy(), optimizer: adam({ rate: 0.01 }), batch: 32, epochs: 8, seed: 1 };
    for await (const _ of train(model, toArrays(learned), options));
    expect((await evaluate(model, toArrays(others), { metrics: { accuracy } })).metrics.accuracy).toBe(1);
  });
});
