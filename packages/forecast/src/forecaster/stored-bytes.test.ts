import { decodeContainer, encodeContainer } from "@sluice/core";
import { expect, test } from "vitest";
import { asBytes, asTensor } from "./stored-bytes.ts";

test.each([0, 1, 3, 4, 5, 4096])("%i bytes come back from a container as they were", (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + 255) % 256);
  const { tensors } = decodeContainer(encodeContainer({ tensors: { bytes: asTensor(bytes) }, metadata: null }));
  expect(asBytes(tensors.bytes)).toEqual(bytes);
});

test("other tensors hold no bytes", () => {
  expect(asBytes(undefined)).toBe(undefined);
  expect(asBytes({ shape: [1], data: Float32Array.of(0) })).toBe(undefined);
  expect(asBytes({ shape: [2], data: Uint32Array.of(9, 0) })).toBe(undefined);
  expect(asBytes({ shape: [0], data: new Uint32Array(0) })).toBe(undefined);
});
