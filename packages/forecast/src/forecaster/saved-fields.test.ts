import { describe, expect, test } from "vitest";
import { Fields } from "./saved-fields.ts";

const saved = new Fields(
  { name: "a", count: 3, half: 0.5, yes: true, list: [{ id: 1 }], words: ["x"], none: null },
  "f.sluice",
);

test("fields come as what they are", () => {
  expect([saved.text("name"), saved.integer("count"), saved.number("half"), saved.flag("yes")]).toEqual([
    "a",
    3,
    0.5,
    true,
  ]);
  expect([saved.list("list")[0]!.integer("id"), saved.texts("words"), saved.optionalText("none")]).toEqual([
    1,
    ["x"],
    undefined,
  ]);
  expect(saved.choice("name", ["a", "b"])).toBe("a");
});

describe("anything else is E_FORMAT, with the place", () => {
  test.each<[() => unknown, RegExp]>([
    [() => new Fields([], "f"), /f: expected an object, got \[\]/],
    [() => saved.text("count"), /f\.sluice, count: expected a text, got 3/],
    [() => saved.text("gone"), /f\.sluice, gone: expected a text, got nothing/],
    [() => saved.integer("half"), /f\.sluice, half: expected a whole number/],
    [() => saved.integer("count", 4), /count: expected a number from 4 to 2147483647, got 3/],
    [() => saved.number("name"), /name: expected a number/],
    [() => saved.flag("count"), /count: expected true or false/],
    [() => saved.choice("name", ["b", "c"]), /name: expected b or c, got "a"/],
    [() => saved.list("name"), /name: expected a list/],
    [() => saved.list("words"), /f\.sluice, words 1: expected an object, got "x"/],
    [() => saved.texts("list"), /list: expected texts/],
    [() => saved.text("constructor"), /constructor: expected a text, got nothing/],
  ])("%#", (read, message) => {
    expect(read).toThrow(message);
    expect(read).toThrow(/^\[E_FORMAT\] /);
  });
});
