/**
 * Protocol buffers, written only: what an ONNX file needs of them.
 *
 * A message is an array of fields, each `[number, value]`; a value is an integer (written as a varint), a `float`, text,
 * bytes, or a message.
 *
 * @typedef {number | string | Uint8Array | Float | Field[]} Value
 * @typedef {[number: number, value: Value]} Field
 */

/** A 32-bit floating-point number. */
export class Float {
  /** @param {number} value */
  constructor(value) {
    this.value = value;
  }
}

/**
 * Source: protobuf.dev, Encoding.
 *
 * @param {readonly Field[]} fields
 * @returns {Uint8Array}
 */
export function encode(fields) {
  return Buffer.concat(
    fields.flatMap(([number, value]) => {
      if (typeof value === "number") return [varint(number << 3), varint(value)];
      if (value instanceof Float) {
        const bytes = Buffer.alloc(4);
        bytes.writeFloatLE(value.value);
        return [varint((number << 3) | 5), bytes];
      }
      const bytes =
        typeof value === "string" ? Buffer.from(value) : value instanceof Uint8Array ? value : encode(value);
      return [varint((number << 3) | 2), varint(bytes.length), bytes];
    }),
  );
}

/** @param {number} value not negative */
function varint(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.from([...bytes, rest]);
}
