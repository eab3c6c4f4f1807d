import { expect } from "vitest";
import type { BackendName } from "../program.ts";

/** Every backend that the suites run on, and how closely it meets float64 vectors, as a part of their largest value. */
export const backends: readonly { backend: BackendName; values: number; gradients: number }[] = [
  { backend: "reference", values: 1e-7, gradients: 1e-7 },
  { backend: "wasm", values: 1e-5, gradients: 1e-4 },
];

/** Equal but for a part of the largest expected value. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...Array.from(expected, Math.abs), 1e-30);
  const worst = Math.max(0, ...Array.from(expected, (value, i) => Math.abs(value - actual[i]!)));
  expect(worst / scale).toBeLessThanOrEqual(tolerance);
}
