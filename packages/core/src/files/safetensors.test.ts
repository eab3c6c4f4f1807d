import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors.ts";

/** A file from its parts; `length` as the header's length where it should be wrong. */
function file(header: string, data: number[] = [], length?: bigint): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

function entry(name: string, dtype: string, shape: string, offsets: string): string {
  return `"${name}":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;
}

const oneAndTwo = [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40];

/** Written by the format's own Python library (safetensors 0.8.0): z = 2.5, a = [[0, 1, 2], [3, 4, 5]], flag = [true, false]. */
const FROM_PYTHON =
  "yAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJucCJ9LCJ6Ijp7ImR0eXBlIjoiRjY0Iiwic2hhcGUiOltdLCJkYXRhX29mZnNldHMiOlsw" +
  "LDhdfSwiYSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwzXSwiZGF0YV9vZmZzZXRzIjpbOCwzMl19LCJmbGFnIjp7ImR0eXBlIjoiQk9PTCIsInNo" +
  "YXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzMyLDM0XX19IAAAAAAAAARAAAAAAAAAgD8AAABAAABAQAAAgEAAAKBAAQA=";

const pythonTensors = (): Record<string, StoredTensor> => ({
  a: { shape: [2, 3], data: new Float32Array([0, 1, 2, 3, 4, 5]) },
  flag: { shape: [2], data: new Uint8Array([1, 0]) },
  z: { shape: [], data: new Float64Array([2.5]) },
});

describe("encodeSafetensors", () => {
  it("writes the bytes that the format's own library writes", () => {
    const bytes = encodeSafetensors({ tensors: pythonTensors(), metadata: { format: "np" } });
    expect(Buffer.from(bytes).toString("base64")).toBe(FROM_PYTHON);
  });

  it("writes a file that can be checked by hand", () => {
    const bytes = encodeSafetensors({ tensors: { w: { shape: [2], data: new Float32Array([1, 2]) } }, metadata: {} });
    // 54 characters, padded to 56
    expect(bytes).toEqual(file(`{${entry("w", "F32", "[2]", "[0,8]")}}  `, oneAndTwo));
    expect([...bytes.subarray(0, 8)]).toEqual([56, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("gives the same bytes for tensors and metadata in any order", () => {
    const { a, flag, z } = pythonTensors();
    const one = encodeSafetensors({ tensors: { a: a!, flag: flag!, z: z! }, metadata: { x: "1", y: "2" } });
    const other = encodeSafetensors({ tensors: { z: z!, flag: flag!, a: a! }, metadata: { y: "2", x: "1" } });
    expect(other).toEqual(one);
  });

  it("aligns every tensor to its elements", () => {
    const sizes = { F64: 8, F32: 4, I32: 4, U32: 4, BOOL: 1 };
    fc.assert(
      fc.property(fc.array(anyTensor(), { maxLength: 8 }), (list) => {
        const tensors = Object.fromEntries(list.map((tensor, i) => [`t${i}`, tensor]));
        const bytes = encodeSafetensors({ tensors, metadata: {} });
        const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
        expect(length % 8).toBe(0);
        const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
        for (const { dtype, data_offsets } of Object.values<{ dtype: keyof typeof sizes; data_offsets: number[] }>(
          header,
        )) {
          expect(data_offsets[0]! % sizes[dtype]).toBe(0);
        }
      }),
    );
  });

  it("refuses what the format cannot hold", () => {
    const data = new Float32Array(2);
    const encode = (name: string, tensor: unknown) => () =>
      encodeSafetensors({ tensors: { [name]: tensor as StoredTensor }, metadata: {} });
    expect(encode("w", { shape: [3], data })).toThrow(
      '[E_SHAPE] tensor "w": expected as many elements as the shape [3] has, got 2',
    );
    expect(encode("w", { shape: [2.5], data })).toThrow("[E_ARGUMENT]");
    expect(encode("w", { shape: [-1, -2], data })).toThrow("[E_ARGUMENT]");
    expect(encode("w", { shape: new Array(17).fill(1), data: new Float32Array(1) })).toThrow(
      "at most 16 whole lengths",
    );
    expect(encode("w", { shape: "2", data })).toThrow("[E_ARGUMENT]");
    expect(encode("w", { shape: [2], data: [1, 2] })).toThrow('[E_ARGUMENT] tensor "w": expected a Float64Array');
    expect(encode("w", { shape: [2], data: new Int16Array(2) })).toThrow("got [object Int16Array]");
    expect(encode("w", { shape: [1], data: new Uint8Array([2]) })).toThrow("truth values, 0 or 1");
    for (const name of ["", "__metadata__", "a\ud800"]) {
      expect(encode(name, { shape: [2], data })).toThrow("expected a name of whole characters");
    }
    const tensors = JSON.parse('{"__proto__":{"shape":[0]}}') as Record<string, StoredTensor>;
    expect(() => encodeSafetensors({ tensors, metadata: {} })).toThrow("expected a name of whole characters");
    const texts = Object.fromEntries(Array.from({ length: 1025 }, (_, i) => [`k${i}`, ""]));
    expect(() => encodeSafetensors({ tensors: {}, metadata: texts })).toThrow("at most 65536 tensors, 1024 texts");
  });
});

function anyTensor(): fc.Arbitrary<StoredTensor> {
  const data = fc.oneof(
    fc.float32Array({ maxLength: 12 }),
    fc.float64Array({ maxLength: 12 }),
    fc.int32Array({ maxLength: 12 }),
    fc.uint32Array({ maxLength: 12 }),
    fc.uint8Array({ maxLength: 12, max: 1 }),
  );
  return data.map((values) => ({
    shape: values.length % 2 === 0 ? [2, values.length / 2] : [values.length],
    data: values,
  }));
}

describe("decodeSafetensors", () => {
  it("reads what the format's own library wrote", () => {
    const { tensors, metadata } = decodeSafetensors(Buffer.from(FROM_PYTHON, "base64"));
    expect({ ...tensors }).toEqual(pythonTensors());
    expect({ ...metadata }).toEqual({ format: "np" });
  });

  it("gives back every tensor bit by bit, NaN and −0 included", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), anyTensor()), (tensors) => {
        fc.pre(!Object.keys(tensors).some((name) => name.startsWith("__")));
        const bytes = encodeSafetensors({ tensors, metadata: { note: "ü" } });
        const seen = decodeSafetensors(bytes);
        expect(Object.keys(seen.tensors).sort()).toEqual(Object.keys(tensors).sort());
        for (const [name, { shape, data }] of Object.entries(tensors)) {
          expect(seen.tensors[name]!.shape).toEqual(shape);
          expect(seen.tensors[name]!.data).toEqual(data);
        }
        expect(seen.metadata.note).toBe("ü");
      }),
    );
  });

  it("copies: neither the file nor the result changes the other", () => {
    const bytes = encodeSafetensors({ tensors: { w: { shape: [2], data: new Float32Array([1, 2]) } }, metadata: {} });
    const { tensors } = decodeSafetensors(bytes);
    bytes.fill(0);
    expect([...tensors.w!.data]).toEqual([1, 2]);
  });

  it("reads unaligned files, spaces and any order of keys and tensors", () => {
    const header = `{ "b" : {"shape":[ ],"data_offsets":[8, 9],"dtype":"BOOL"},
      "a":{"data_offsets":[0,8],"dtype":"F32","shape":[2]} }`;
    const { tensors } = decodeSafetensors(file(header, [...oneAndTwo, 1]));
    expect([...tensors.a!.data, ...tensors.b!.data]).toEqual([1, 2, 1]);
    expect({ ...decodeSafetensors(file("{}")).tensors }).toEqual({});
  });

  it("gives records without a prototype, so that any name is safe to look up", () => {
    const { tensors, metadata } = decodeSafetensors(
      file(`{"__metadata__":{"__proto__":"x"},${entry("constructor", "F32", "[2]", "[0,8]")}}`, oneAndTwo),
    );
    expect(tensors).toHaveProperty("constructor", { shape: [2], data: new Float32Array([1, 2]) });
    expect(tensors.toString).toBeUndefined();
    expect(Object.keys(metadata)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(metadata)).toBeNull();
  });

  const w = entry("w", "F32", "[2]", "[0,8]");
  const refusals: [string, Uint8Array, string][] = [
    ["an empty file", new Uint8Array(0), "expected a safetensors file, got an empty file"],
    ["a short file", new Uint8Array(9), "expected a safetensors file, got 9 bytes"],
    [
      "a table of text",
      new TextEncoder().encode("date,sales\n2024-01-01,3\n"),
      'got 24 bytes that begin with "date,sale"',
    ],
    ["a zip file", Uint8Array.from([80, 75, 3, 4, 20, 0, 0, 0, 8, 0, 0]), "expected a safetensors file, got 11 bytes"],
    ["a header of 2^63 bytes", file(`{${w}}`, oneAndTwo, 2n ** 63n), "expected a safetensors file"],
    ["a header beyond 100 MB", file(`{${w}}`, oneAndTwo, 100_000_001n), "expected a safetensors file"],
    [
      "a header cut off",
      file(`{${w}}`, oneAndTwo, 1000n),
      "expected a header of 1000 bytes, got 62 bytes. Try copying",
    ],
    ["data cut off", file(`{${w}}`, oneAndTwo.slice(1)), "expected 8 bytes of tensors, got 7 bytes. Try copying"],
    ["data left over", file(`{${w}}`, [...oneAndTwo, 0]), "expected 8 bytes of tensors, got 9 bytes"],
    ["a header that is not UTF-8", file("{}   ").fill(0xff, 10), "expected UTF-8 text, got bytes that are not"],
    ["a header that ends early", file('{"w":{"dtype":'), "expected a dtype, got the end of the header"],
    ["something after the header", file(`{${w}}{}`, oneAndTwo), 'expected the end of the header, got "{}"'],
    ["a tensor twice", file(`{${w},${w}}`, oneAndTwo), 'expected each key of the header once, got "w" again'],
    [
      "a key twice",
      file('{"w":{"dtype":"F32","dtype":"F32"}}'),
      'expected each key of a tensor once, got "dtype" again',
    ],
    ["a key too many", file('{"w":{"stride":[1]}}'), 'expected dtype, shape or data_offsets, got "stride"'],
    ["a key too few", file('{"w":{"dtype":"F32","shape":[0]}}'), 'dtype, shape and two data_offsets for tensor "w"'],
    ["one offset", file(`{${entry("w", "F32", "[2]", "[0]")}}`, oneAndTwo), "two data_offsets"],
    [
      "a dtype that Sluice does not store",
      file(`{${entry("w", "BF16", "[4]", "[0,8]")}}`, oneAndTwo),
      'tensor "w": expected dtype F64, F32, I32, U32, BOOL, got "BF16"',
    ],
    ["a negative length", file(`{${entry("w", "F32", "[-2]", "[0,8]")}}`, oneAndTwo), "a whole number below 2^53"],
    ["a fractional length", file(`{${entry("w", "F32", "[2.0]", "[0,8]")}}`, oneAndTwo), "a whole number below 2^53"],
    [
      "17 axes",
      file(`{${entry("w", "F32", `[${new Array(17).fill(1)}]`, "[0,4]")}}`, [0, 0, 0, 0]),
      "a shape of at most 16 numbers",
    ],
    [
      "a shape larger than its data",
      file(`{${entry("w", "F32", "[3]", "[0,8]")}}`, oneAndTwo),
      "expected 12 bytes for F32 [3], got data_offsets [0, 8]",
    ],
    [
      "a shape beyond 2^53 elements",
      file(`{${entry("w", "F32", "[9007199254740991,9007199254740991]", "[0,8]")}}`, oneAndTwo),
      "got data_offsets [0, 8]",
    ],
    ["offsets that descend", file(`{${entry("w", "F32", "[2]", "[8,0]")}}`, oneAndTwo), "got data_offsets [8, 0]"],
    [
      "offsets beyond the file",
      file(`{${entry("w", "F64", "[1125899906842623]", "[0,9007199254740984]")}}`, oneAndTwo),
      "got 8 bytes. Try copying",
    ],
    [
      "a gap",
      file(`{${entry("w", "F32", "[1]", "[4,8]")}}`, oneAndTwo),
      "expected data that starts at byte 0, where the tensor before it ends, got byte 4",
    ],
    [
      "an overlap",
      file(`{${entry("a", "F32", "[2]", "[0,8]")},${entry("b", "F32", "[1]", "[4,8]")}}`, oneAndTwo),
      "expected data that starts at byte 8",
    ],
    [
      "the same data twice",
      file(`{${entry("a", "F32", "[2]", "[0,8]")},${entry("b", "F32", "[2]", "[0,8]")}}`, oneAndTwo),
      "expected data that starts at byte 8",
    ],
    [
      "a tensor named __proto__",
      file(`{${entry("__proto__", "F32", "[2]", "[0,8]")}}`, oneAndTwo),
      "expected any other name for a tensor",
    ],
    [
      "a truth value of 2",
      file(`{${entry("w", "BOOL", "[1]", "[0,1]")}}`, [2]),
      "expected truth values, 0 or 1, got the byte 2",
    ],
    ["metadata that is not text", file('{"__metadata__":{"a":1}}'), "expected a text"],
    ["nested metadata", file('{"__metadata__":{"a":{"b":"c"}}}'), "expected a text"],
    ["metadata twice", file('{"__metadata__":{},"__metadata__":{}}'), "each key of the header once"],
  ];
  it.each(refusals)("refuses %s", (_name, bytes, message) => {
    expect(() => decodeSafetensors(bytes, "shop.sluice")).toThrow(message);
    expect(() => decodeSafetensors(bytes, "shop.sluice")).toThrow("[E_FORMAT] shop.sluice");
  });

  it("refuses anything but bytes", () => {
    expect(() => decodeSafetensors(new ArrayBuffer(8) as unknown as Uint8Array)).toThrow(
      "[E_ARGUMENT] safetensors: expected a Uint8Array",
    );
    expect(() => decodeSafetensors("{}" as unknown as Uint8Array)).toThrow("[E_ARGUMENT]");
  });
});
