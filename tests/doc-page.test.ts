import { describe, expect, test } from "vitest";
import { commandsOf, isShown } from "./doc-page.ts";

describe("what a page shows", () => {
  test("is what was printed, spaces at the ends of lines aside", () => {
    expect(isShown("MAE 1.5 (all)\n", "MAE 1.5 (all)  \n\n")).toBe(true);
    expect(isShown("MAE 1.5 (all)\n", "MAE 1.6 (all)\n")).toBe(false);
    expect(isShown("MAE 1.5\n", "MAE 125\n")).toBe(false);
    expect(isShown("one\n", "one\ntwo\n")).toBe(false);
  });

  test("may leave out a part of a line, or whole lines", () => {
    expect(isShown("done in … s\n", "done in 0.3 s\n")).toBe(true);
    expect(isShown("done in … s\n", "done in 0.3 s\nloss 1 s\n")).toBe(false);
    expect(isShown("first\n…\nlast\n", "first\nsecond\nthird\nlast\n")).toBe(true);
    expect(isShown("first\n…\nlast\n", "first\nsecond\n")).toBe(false);
    expect(isShown("first\n…\n", "first\n")).toBe(true);
  });
});

test("a command goes on after a backslash, ends at a comment, and keeps what stands in quotes together", () => {
  const code = 'npm start\nsluice forecast a.csv \\\n  --time "my date"   # note\nsluice\n';
  const block = { language: "sh", note: "", code, at: 0 };
  const commands = [["sluice", "forecast", "a.csv", "--time", "my date"], ["sluice"]];
  expect(commandsOf({ block, output: undefined })).toEqual(commands);
});
