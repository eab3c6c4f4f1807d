import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SluiceError } from "../errors.ts";
import { Scanner } from "./scanner.ts";

describe("Scanner", () => {
  it("reads every JSON text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const scanner = new Scanner(` ${JSON.stringify(text)} `, "file");
        expect(scanner.string("a text")).toBe(text);
        scanner.end();
      }),
    );
  });

  it("tells an escaped quote from a closing one", () => {
    expect(new Scanner('"a\\"b"', "file").string("a text")).toBe('a"b');
    expect(new Scanner('"a\\\\"b"', "file").string("a text")).toBe("a\\");
    expect(() => new Scanner('"a\\"', "file").string("a text")).toThrow("a text with a closing quote");
    expect(() => new Scanner('"a\\x"', "file").string("a text")).toThrow("a text in valid JSON");
    expect(() => new Scanner('"a\nb"', "file").string("a text")).toThrow("a text in valid JSON");
    expect(() => new Scanner("a", "file").string("a text")).toThrow(
      '[E_FORMAT] file, header, character 1: expected a text, got "a"',
    );
  });

  it("reads whole numbers from 0 to 2^53 − 1 and nothing else", () => {
    expect(new Scanner("0", "file").integer("a length")).toBe(0);
    expect(new Scanner(" 9007199254740991]", "file").integer("a length")).toBe(9007199254740991);
    for (const bad of [
      "-1",
      "01",
      "1.5",
      "1e3",
      "1E3",
      "9007199254740992",
      "99999999999999999999",
      "",
      '"1"',
      "null",
    ]) {
      expect(() => new Scanner(bad, "file").integer("a length"), bad).toThrow(
        "expected a length, a whole number below 2^53",
      );
    }
  });

  it("reads lists up to a limit", () => {
    expect(new Scanner("[]", "file").integers("a shape", 2)).toEqual([]);
    expect(new Scanner("[ 1 ,2]", "file").integers("a shape", 2)).toEqual([1, 2]);
    for (const bad of ["[1,2,3]", "[1,]", "[,1]", "[1 2]", "[1", "1", "[[1]]"]) {
      expect(() => new Scanner(bad, "file").integers("a shape", 2), bad).toThrow(SluiceError);
    }
  });

  it("reads objects with each key once, up to a limit", () => {
    const read = (text: string) => {
      const scanner = new Scanner(text, "file");
      const found: [string, number][] = [];
      scanner.object("the header", 2, (key) => found.push([key, scanner.integer("a number")]));
      scanner.end();
      return found;
    };
    expect(read("{}")).toEqual([]);
    expect(read(' { "a" : 1 , "__proto__" : 2 } ')).toEqual([
      ["a", 1],
      ["__proto__", 2],
    ]);
    expect(() => read('{"a":1,"\\u0061":2}')).toThrow('expected each key of the header once, got "a" again');
    expect(() => read('{"a":1,"b":2,"c":3}')).toThrow("expected at most 2 keys in the header, got more");
    for (const bad of ['{"a":1,}', '{"a" 1}', "{a:1}", '{"a":1', '{"a":1} x', "{,}", "[]", ""]) {
      expect(() => read(bad), bad).toThrow(SluiceError);
    }
  });
});
