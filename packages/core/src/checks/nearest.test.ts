import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["tahn", ["sigmoid", "tanh"], "tanh"],
  ["lsmt", ["rnn", "lstm", "gru"], "lstm"],
  ["holidy", ["sales", "holiday"], "holiday"],
  ["LSTM", ["rnn", "lstm"], "lstm"],
  ["hidden", ["hiden", "hidden_2"], "hiden"],
  ["transformer", ["rnn", "lstm"], undefined],
  ["z", ["r"], undefined],
  ["", ["a"], undefined],
])("nearest to %s of %j is %s", (name, candidates, expected) => {
  expect(nearest(name, candidates)).toBe(expected);
});
