import type { Container } from "@sluice/core";

type Tensor = Container["tensors"][string];

/**
 * Bytes as a tensor of a container, which has none of single bytes: their number, then four of them in every element.
 *
 * Shapes: [1 + ⌈length / 4⌉].
 */
export function asTensor(bytes: Uint8Array): Tensor {
  const data = new Uint32Array(1 + Math.ceil(bytes.length / 4));
  data[0] = bytes.length;
  new Uint8Array(data.buffer, 4).set(bytes);
  return { shape: [data.length], data };
}

/** The bytes that `asTensor` was given; undefined for a tensor that it did not make. */
export function asBytes(tensor: Tensor | undefined): Uint8Array | undefined {
  if (!(tensor?.data instanceof Uint32Array) || tensor.data.length === 0) return undefined;
  const [length = 0] = tensor.data;
  if (Math.ceil(length / 4) !== tensor.data.length - 1) return undefined;
  return new Uint8Array(tensor.data.buffer, tensor.data.byteOffset + 4, length).slice();
}
