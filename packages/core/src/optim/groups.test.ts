import { describe, expect, test } from "vitest";
import { adam } from "./adam.ts";
import { optimizersOf } from "./groups.ts";
import { sgd } from "./sgd.ts";

const [a, b, c] = [sgd({ rate: 1 }), sgd({ rate: 2 }), adam()];
const names = ["gru.0.W_z", "gru.0.b_z", "gru.1.W_z", "linear.W", "linear.b"];

const chosen = (groups: Parameters<typeof optimizersOf>[0]) =>
  names.map((name) => optimizersOf(groups, names).get(name));

describe("parameters and their optimizers", () => {
  test("one for all", () => expect(chosen(a)).toEqual([a, a, a, a, a]));

  test("the first pattern that fits counts", () => {
    expect(chosen({ "gru.0.*": a, "*.b*": b, "*": c })).toEqual([a, a, c, c, b]);
    expect(chosen({ "*.b*": b, "gru.0.*": a, "*": c })).toEqual([a, b, c, c, b]);
  });

  test("a pattern without * is a name; one with several fits parts in their order", () => {
    expect(chosen({ "linear.b": a, "g*.1.*_z": b, "*": c })).toEqual([c, c, b, c, a]);
    expect(chosen({ "*r*.*b*": a, "*": c })).toEqual([c, a, c, c, a]);
  });

  test("a dot is a dot, and ends do not overlap", () => {
    const only = (pattern: string, name: string) => optimizersOf({ [pattern]: a }, [name]).size;
    expect(only("ab*ba", "abba")).toBe(1);
    expect(() => only("ab*ba", "aba")).toThrowError(/E_ARGUMENT/);
    expect(() => only("linear.W", "linearxW")).toThrowError(/E_ARGUMENT/);
  });

  test("a parameter without a group is refused", () => {
    expect(() => chosen({ "gru.*": a, "*.W": b })).toThrowError(
      '[E_ARGUMENT] train, optimizer: expected a pattern for every parameter, got none that fits linear.b. Try a last group "*".',
    );
  });

  test("a frozen parameter needs no group, and may have one", () => {
    const some = names.slice(0, 3);
    expect(optimizersOf({ "gru.*": a }, some, names).size).toBe(3);
    expect(optimizersOf({ "linear.*": b, "*": a }, some, names).get("gru.1.W_z")).toBe(a);
  });

  test("so is a group without a parameter, but not one that others come before", () => {
    expect(() => chosen({ "lstm.*": a, "*": b })).toThrowError(
      `[E_ARGUMENT] train, optimizer: expected patterns that fit parameters (${names.join(", ")}), got "lstm.*", which fits none.`,
    );
    expect(chosen({ "*": a, "gru.*": b })).toEqual([a, a, a, a, a]);
  });
});
