import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SluiceError } from "../errors.ts";
import { randomStream } from "../math/random.ts";
import { decodeContainer, encodeContainer } from "./container.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const content = () => ({
  tensors: {
    W_z: { shape: [2, 3], data: new Float32Array([1, 2, 3, 4, 5, 6.5]) },
    σ: { shape: [], data: new Float64Array([3.25]) },
    flags: { shape: [3], data: new Uint8Array([1, 0, 1]) },
    step: { shape: [1], data: new Int32Array([-7]) },
    empty: { shape: [0, 4], data: new Uint32Array(0) },
  },
  metadata: { kind: "model", columns: ["price", "holiday"], note: 'ü "quoted"\n', scale: { mean: 1.5, std: null } },
});

describe("encodeContainer and decodeContainer", () => {
  it("keep tensors and metadata", () => {
    const { tensors, metadata } = decodeContainer(encodeContainer(content()));
    expect({ ...tensors }).toEqual(content().tensors);
    expect(metadata).toEqual(content().metadata);
  });

  it("keep any JSON value as metadata", () => {
    const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("__proto__"));
    fc.assert(
      fc.property(json, (metadata) => {
        const seen = decodeContainer(encodeContainer({ tensors: {}, metadata })).metadata;
        expect(seen).toEqual(JSON.parse(JSON.stringify(metadata)));
      }),
    );
  });

  it("give the same bytes for the same content, whatever the order of the tensors", () => {
    const { tensors, metadata } = content();
    const reversed = Object.fromEntries(Object.entries(tensors).reverse());
    expect(encodeContainer({ tensors: reversed, metadata })).toEqual(encodeContainer(content()));
  });

  it("write the bytes that they always wrote", () => {
    const tensors = { w: { shape: [2], data: new Float32Array([1, 2]) } };
    const bytes = encodeContainer({ tensors, metadata: { a: 1 } });
    // The checksum as computed by hand: CRC-32C of ["{\"a\":1}",[["w","F32",[2]]]] and the eight bytes of data
    const header =
      '{"__metadata__":{"checksum":"crc32c:792c0912","json":"{\\"a\\":1}","sluice":"1"},' +
      '"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
    expect(new TextDecoder().decode(bytes.subarray(8, bytes.length - 8)).trimEnd()).toBe(header);
  });

  it("read a file that another safetensors program has laid out anew", () => {
    const { tensors, metadata } = decodeSafetensors(encodeContainer(content()));
    // All tensors in order of names, unaligned, after metadata in another order
    const names = Object.keys(tensors).sort();
    let begin = 0;
    const entries = names.map((name) => {
      const { shape, data } = tensors[name]!;
      const dtype = { Float32Array: "F32", Float64Array: "F64", Uint8Array: "BOOL", Int32Array: "I32" }[
        data.constructor.name
      ];
      const offsets = [begin, (begin += data.byteLength)];
      return [name, { dtype: dtype ?? "U32", shape, data_offsets: offsets }] as const;
    });
    const { json, checksum, sluice } = metadata;
    const header = JSON.stringify({ ...Object.fromEntries(entries), __metadata__: { sluice, json, checksum } });
    const text = new TextEncoder().encode(header);
    const bytes = new Uint8Array(8 + text.length + begin);
    new DataView(bytes.buffer).setUint32(0, text.length, true);
    bytes.set(text, 8);
    entries.forEach(([name, { data_offsets }]) => {
      const { buffer } = tensors[name]!.data;
      bytes.set(new Uint8Array(buffer as ArrayBuffer), 8 + text.length + data_offsets[0]!);
    });
    const seen = decodeContainer(bytes);
    expect({ ...seen.tensors }).toEqual(content().tensors);
    expect(seen.metadata).toEqual(content().metadata);
  });

  it("refuse another program's file, a later layout and damaged content, each by name", () => {
    const tensors = { w: { shape: [2], data: new Float32Array([1, 2]) } };
    const foreign = encodeSafetensors({ tensors, metadata: { format: "pt" } });
    expect(() => decodeContainer(foreign, "w.safetensors")).toThrow(
      "[E_FORMAT] w.safetensors: expected a file that Sluice saved, got a safetensors file of another program.",
    );
    const { metadata } = decodeSafetensors(encodeContainer({ tensors, metadata: { a: 1 } }));
    const again = (changes: Record<string, string>, w = [1, 2]) =>
      encodeSafetensors({
        tensors: { w: { shape: [2], data: new Float32Array(w) } },
        metadata: { ...metadata, ...changes },
      });
    expect(decodeContainer(again({})).metadata).toEqual({ a: 1 });
    expect(() => decodeContainer(again({ sluice: "2" }))).toThrow(
      'expected a file of layout 1, got layout "2". Try the version',
    );
    expect(() => decodeContainer(again({}, [1, 3]))).toThrow(
      "[E_FORMAT] model file: expected content with the checksum",
    );
    expect(() => decodeContainer(again({ json: '{"a":2}' }))).toThrow("it was damaged");
    expect(() => decodeContainer(again({ checksum: "" }))).toThrow("it was damaged");
  });

  it("notice every single changed byte that changes what the file says", () => {
    const bytes = encodeContainer(content());
    const expected = decodeContainer(bytes);
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at]! ^= 1 << (at % 8);
      try {
        expect(decodeContainer(changed)).toEqual(expected);
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(SluiceError);
        expect((error as SluiceError).code).toBe("E_FORMAT");
      }
    }
  });

  it("refuse a file cut off anywhere", () => {
    const bytes = encodeContainer(content());
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeContainer(bytes.slice(0, length)), String(length)).toThrow("[E_FORMAT] model file");
    }
  });

  it("end in a value or a typed error for thousands of mutated files", () => {
    const stream = randomStream(1, "fuzz");
    const original = encodeContainer(content());
    const pieces = [
      "{",
      "}",
      "[",
      "]",
      '"',
      ",",
      ":",
      "\\",
      "0",
      "9",
      "-",
      "1e9",
      "null",
      "[[[[",
      '"w":',
      "9007199254740993",
    ];
    const expected = decodeContainer(original);
    const headerEnd = 8 + original[0]! + 256 * original[1]!;
    let read = 0;
    for (let round = 0; round < 6000; round++) {
      let bytes = original.slice();
      for (let edits = stream.integer(4) + 1; edits > 0; edits--) {
        const at = stream.integer(round % 2 === 0 ? headerEnd : bytes.length);
        const kind = stream.integer(5);
        if (kind === 0) bytes[at % bytes.length] = stream.integer(256);
        else if (kind === 1) bytes = bytes.slice(0, at);
        else if (kind === 2) bytes = splice(bytes, at, stream.integer(9), "");
        else if (kind === 3) bytes = splice(bytes, at, 0, pieces[stream.integer(pieces.length)]!);
        else bytes = splice(bytes, at, stream.integer(6), pieces[stream.integer(pieces.length)]!);
        if (bytes.length === 0) break;
      }
      // Half of the files get a length that fits their header, so that the mutation reaches the parser.
      if (stream.integer(2) === 0 && bytes.length > headerEnd) {
        const length = headerEnd - 8 + bytes.length - original.length;
        if (length > 0) new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
      }
      let seen: unknown;
      try {
        seen = decodeContainer(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(SluiceError);
        expect((error as SluiceError).code).toBe("E_FORMAT");
        expect((error as SluiceError).message.length).toBeLessThan(400);
        continue;
      }
      // White space and the like may change; content may not.
      expect(seen).toEqual(expected);
      read += 1;
    }
    expect(read).toBeLessThan(300);
  });

  it("are quick with hostile headers", () => {
    const hostile = [
      `{"__metadata__":{"json":"${"[".repeat(2000000)}"}}`,
      `{"w":${"[".repeat(2000000)}`,
      `{${'"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},'.repeat(40000)}`,
      `{${Array.from({ length: 70000 }, (_, i) => `"${i}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`).join()}}`,
      `{"${"\\\\".repeat(1000000)}":1}`,
      `{${" ".repeat(4000000)}}`,
    ];
    for (const header of hostile) {
      const text = new TextEncoder().encode(header);
      const bytes = new Uint8Array(8 + text.length);
      new DataView(bytes.buffer).setUint32(0, text.length, true);
      bytes.set(text, 8);
      const start = performance.now();
      expect(() => decodeContainer(bytes)).toThrow("[E_FORMAT]");
      expect(performance.now() - start).toBeLessThan(5000);
    }
  });

  it("refuse metadata that JSON would lose", () => {
    expect(() => encodeContainer({ tensors: {}, metadata: { loss: NaN } })).toThrow("[E_ARGUMENT] metadata.loss");
  });
});

function splice(bytes: Uint8Array, at: number, remove: number, insert: string): Uint8Array<ArrayBuffer> {
  const middle = new TextEncoder().encode(insert);
  return Uint8Array.from([...bytes.subarray(0, at), ...middle, ...bytes.subarray(at + remove)]);
}
