import { describe, expect, test } from "vitest";
import { nameValue } from "./name-value.ts";

const read = nameValue("--set", "a column and a number, such as price=9.9", (text) =>
  Number.isFinite(Number(text)) ? Number(text) : undefined,
);

describe("nameValue", () => {
  test("gathers what is given one by one", () => {
    expect(read("holiday = 0", read("price=9.9"))).toEqual({ price: 9.9, holiday: 0 });
  });

  test("takes a name with an equals sign", () => {
    expect(read("a=b=-1e3")).toEqual({ "a=b": -1000 });
  });

  test.each(["price", "=1", "price=", "price=much", "price= ", ""])("refuses %j", (text) => {
    expect(() => read(text)).toThrow(
      `--set: expected a column and a number, such as price=9.9, got ${JSON.stringify(text)}`,
    );
  });

  test("refuses a name twice, whatever it is", () => {
    expect(() => read("price=2", read("price=1"))).toThrow("--set: expected every name once, got price twice");
    expect(read("constructor=1")).toEqual({ constructor: 1 });
  });
});
