import { describe, expect, test } from "vitest";
import { encode, Float } from "./protobuf.mjs";

const hex = (fields) => Buffer.from(encode(fields)).toString("hex");

describe("protocol buffers", () => {
  // The examples of protobuf.dev's page on encoding.
  test("write an integer as a varint", () => {
    expect(hex([[1, 150]])).toBe("089601");
  });

  test("write text with its length", () => {
    expect(hex([[2, "testing"]])).toBe("120774657374696e67");
  });

  test("write a message inside a message", () => {
    expect(hex([[3, [[1, 150]]]])).toBe("1a03089601");
  });

  test("write floats in four bytes, little end first", () => {
    expect(hex([[4, new Float(1)]])).toBe("250000803f");
  });

  test("write bytes as they are, long ones too", () => {
    const encoded = encode([[9, new Uint8Array(300).fill(7)]]);
    expect([...encoded.slice(0, 4)]).toEqual([0x4a, 0xac, 0x02, 7]);
    expect(encoded.length).toBe(303);
  });
});
