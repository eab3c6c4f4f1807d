/** @import { CellName } from "./weights.mjs" */
/** @import { Size } from "./sizes.mjs" */
import { modelShapes } from "./weights.mjs";

/** @typedef {{ shape: number[], data: Float32Array }} Values */
/** @typedef {"plain" | "saturated" | "denormal"} Condition */

/** Far enough out that every gate is 0 or 1 in float32, or within an ulp of it. */
const SATURATED = 20;
/** Below the smallest normal float32, 1.18e-38. */
const DENORMAL = 1e-40;

/**
 * Numbers in [−1, 1), the same for the same name on every machine: xorshift over 32-bit integers.
 *
 * @param {string} name
 * @param {number} count
 */
export function numbers(name, count) {
  let state = 0x9e3779b9;
  for (const character of name) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193) | 1;
  const data = new Float32Array(count);
  for (let i = -16; i < count; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    if (i >= 0) data[i] = state / 2 ** 31;
  }
  return data;
}

/**
 * Everything a model and its data need: `x` [B, T, F], `y` [B, 1] or [B, T, 1], and the weights by name.
 *
 *   plain      weights uniform in ±1/√H, inputs and targets in ±1
 *   saturated  biases of ±20 by turns, so that half of all gates stand at 0 and half at 1
 *   denormal   inputs of ±1e-40 and no biases, so that states and most gradients are denormal
 *
 * @param {CellName} cell
 * @param {Size} size
 * @param {Condition} [condition]
 * @returns {Record<string, Values>}
 */
export function makeArrays(cell, size, condition = "plain") {
  const { batch, steps, features, hidden, output } = size;
  /** @type {Record<string, Values>} */
  const arrays = {};
  /** @param {string} name @param {number[]} shape @param {number} scale */
  const add = (name, shape, scale) => {
    const data = numbers(
      name,
      shape.reduce((product, length) => product * length, 1),
    );
    arrays[name] = { shape, data: data.map((value) => value * scale) };
  };
  add("x", [batch, steps, features], condition === "denormal" ? DENORMAL : 1);
  add("y", output === "sequence" ? [batch, steps, 1] : [batch, 1], 1);
  for (const [name, shape] of Object.entries(modelShapes(cell, size))) add(name, shape, 1 / Math.sqrt(hidden));
  for (const [name, { data }] of Object.entries(arrays)) {
    if (!/^\d+\.(b|p)_/.test(name)) continue;
    if (condition === "denormal") data.fill(0);
    if (condition === "saturated") data.forEach((_, unit) => (data[unit] = unit % 2 === 0 ? SATURATED : -SATURATED));
  }
  return arrays;
}

/**
 * Arrays as JSON can carry them bit by bit.
 *
 * @param {Readonly<Record<string, Values>>} arrays
 */
export function packArrays(arrays) {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, data }]) => [
      name,
      { shape, base64: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64") },
    ]),
  );
}

/**
 * @param {Readonly<Record<string, { shape: number[], base64: string }>>} packed
 * @returns {Record<string, Values>}
 */
export function unpackArrays(packed) {
  return Object.fromEntries(
    Object.entries(packed).map(([name, { shape, base64 }]) => {
      const bytes = Buffer.from(base64, "base64");
      // A copy of its own: pooled buffers need not start at a multiple of four.
      return [name, { shape, data: new Float32Array(Uint8Array.from(bytes).buffer) }];
    }),
  );
}
