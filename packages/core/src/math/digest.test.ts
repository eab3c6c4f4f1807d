import { describe, expect, it } from "vitest";
import { digamma } from "./digamma.ts";
import { exp, expm1 } from "./exp.ts";
import { lgamma } from "./lgamma.ts";
import { log, log1p } from "./log.ts";
import { pow, powInteger } from "./pow.ts";
import { randomStream } from "./random.ts";
import { sigmoid, softplus } from "./sigmoid.ts";
import { tanh } from "./tanh.ts";
import { cos, cosPi, sin, sinPi } from "./trigonometry.ts";

const functions: Record<string, (x: number, y: number) => number> = {
  exp,
  expm1,
  log: (x) => log(Math.abs(x)),
  log1p: (x) => log1p(Math.abs(x)),
  tanh,
  sigmoid,
  softplus,
  pow: (x, y) => pow(Math.abs(x), y),
  powInteger: (x, y) => powInteger(x, Math.floor(y * 100)),
  sin,
  cos,
  sinPi,
  cosPi,
  lgamma,
  digamma,
};

/** A 32-bit digest (FNV-1a) of the bits of 4000 values, at arguments of every size. */
function digest(f: (x: number, y: number) => number): string {
  const stream = randomStream(2024, "digest");
  const values = new Float64Array(4000);
  for (let i = 0; i < values.length; i++) {
    const y = stream.uniformIn(-3, 3);
    values[i] = f(stream.uniformIn(-1, 1) * powInteger(2, stream.integer(24) - 14), y);
  }
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(values.buffer)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}

describe("every function gives the bits that it always gave, on every engine", () => {
  it("digests", () => {
    const seen = Object.fromEntries(Object.entries(functions).map(([name, f]) => [name, digest(f)]));
    expect(seen).toEqual({
      cos: "fbdb16c5",
      cosPi: "7a64a01d",
      digamma: "f305642e",
      exp: "7986d390",
      expm1: "76e69f26",
      lgamma: "54b1228f",
      log: "aefd93bc",
      log1p: "6cbb7347",
      pow: "45ee50c",
      powInteger: "efdee785",
      sigmoid: "2ae52778",
      sin: "3288db6f",
      sinPi: "df137780",
      softplus: "33cd5f0",
      tanh: "feee7d9b",
    });
  });
});
