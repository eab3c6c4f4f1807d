import { expect, test } from "vitest";
import { wordModel } from "./model.ts";

test("an embedding of 500 in 16 and an LSTM of 32 learn 8,000 + 6,272 = 14,272 numbers", () => {
  expect(String(wordModel().summary({ steps: 128 }))).toBe(
    [
      "layer      output        parameters",
      "embedding  [B, 128, 16]       8,000",
      "lstm       [B, 32]            6,272",
      "total                        14,272",
    ].join("\n"),
  );
});
