import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJson, writeJson } from "./json.ts";

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

describe("writeJson and readJson", () => {
  it("keep every JSON value", () => {
    const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("__proto__"));
    fc.assert(
      fc.property(json, (value) => {
        expect(readJson(writeJson(value, "metadata"), "metadata")).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("refuse what JSON would lose, and say where it is", () => {
    class Point {
      x = 1;
    }
    const cases: [unknown, string][] = [
      [{ rate: NaN }, "[E_ARGUMENT] metadata.rate: expected null, a truth value, a finite number"],
      [{ a: [1, Infinity] }, "metadata.a[1]"],
      [
        { a: undefined },
        "metadata.a: expected null, a truth value, a finite number, a text, an array or a plain object",
      ],
      [undefined, "got [object Undefined]"],
      [() => 1, "got [object Function]"],
      [{ date: new Date(0) }, "got [object Date]"],
      [{ weights: new Float32Array(1) }, "got [object Float32Array]"],
      [new Map(), "got [object Map]"],
      [new Point(), "metadata: expected"],
      [{ toJSON: () => 1 }, "metadata.toJSON"],
      [10n, "got [object BigInt]"],
      [new Array(1), "metadata[0]"],
      [JSON.parse('{"a":{"__proto__":1}}'), "metadata.a: expected any other key, got __proto__"],
    ];
    for (const [value, message] of cases) expect(() => writeJson(value, "metadata")).toThrow(message);
  });

  it("take objects without a prototype", () => {
    expect(writeJson(Object.assign(Object.create(null), { a: 1 }), "metadata")).toBe('{"a":1}');
  });

  it("stop at 100 levels, circles included", () => {
    expect(() => writeJson(nested(100), "metadata")).not.toThrow();
    expect(() => writeJson(nested(101), "metadata")).toThrow("expected at most 100 levels, got more");
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(() => writeJson(circle, "metadata")).toThrow("at most 100 levels");
    expect(() => readJson("[".repeat(200000) + "]".repeat(200000), "metadata")).toThrow("[E_FORMAT]");
  });

  it("refuse texts that are not JSON, or too long, or name __proto__", () => {
    expect(() => readJson("{", "shop.sluice, metadata")).toThrow(
      '[E_FORMAT] shop.sluice, metadata: expected valid JSON, got "{"',
    );
    expect(() => readJson("NaN", "m")).toThrow("valid JSON");
    expect(() => readJson('{"__proto__":{"polluted":1}}', "m")).toThrow("expected any other key, got __proto__");
    expect(() => readJson(`"${"x".repeat(16777216)}"`, "m")).toThrow(
      "at most 16777216 characters of JSON, got 16777218",
    );
    expect(() => writeJson("x".repeat(16777216), "m")).toThrow("[E_ARGUMENT] m: expected at most 16777216 characters");
  });
});
