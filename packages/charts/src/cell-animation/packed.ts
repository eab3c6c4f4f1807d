import type { NodeValues } from "./node-values.ts";

/** Values as a page holds them: whole numbers of 16 bits, least byte first, in base64. */
export interface Packed {
  readonly units: number;
  /** What one stands for; a value is wrong by half of it at most. */
  readonly unit: number;
  /** The largest magnitude. */
  readonly most: number;
  readonly text: string;
}

const LARGEST = 32_767;
/** Stands for a value that is none. */
const NONE = -32_768;

/** Four digits of the largest magnitude are kept: 200 units over 2,000 steps take a megabyte a value. */
export function packed({ units, data }: NodeValues): Packed {
  let most = 0;
  for (const value of data) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  const unit = most === 0 ? 1 : most / LARGEST;
  const bytes = new Uint8Array(data.length * 2);
  const view = new DataView(bytes.buffer);
  data.forEach((value, i) => view.setInt16(2 * i, Number.isFinite(value) ? Math.round(value / unit) : NONE, true));
  return { units, unit, most, text: base64(bytes) };
}

function base64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // Arguments of a call are limited in number.
  for (let i = 0; i < bytes.length; i += 8192) pieces.push(String.fromCharCode(...bytes.subarray(i, i + 8192)));
  return btoa(pieces.join(""));
}
