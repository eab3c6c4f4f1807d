import { describe, expect, it } from "vitest";
import { DTYPES, dtypeOf } from "./dtype.ts";

describe("dtypes", () => {
  it.each([
    ["F64", 8, Float64Array],
    ["F32", 4, Float32Array],
    ["I32", 4, Int32Array],
    ["U32", 4, Uint32Array],
    ["BOOL", 1, Uint8Array],
  ])("%s has %d bytes an element and its own typed array", (name, size, array) => {
    const kind = DTYPES.get(name)!;
    expect(kind.size).toBe(size);
    expect(kind.view(new ArrayBuffer(16))).toBeInstanceOf(array);
    expect(kind.view(new ArrayBuffer(16)).length).toBe(16 / size);
    expect(dtypeOf(new array(1))).toBe(name);
  });

  it("nothing else has a dtype", () => {
    for (const other of [[1], new Int16Array(1), new DataView(new ArrayBuffer(8)), "Float32Array", null, undefined]) {
      expect(dtypeOf(other)).toBeUndefined();
    }
  });
});
