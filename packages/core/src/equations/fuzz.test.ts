import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cells } from "../cells/index.ts";
import { EquationError } from "../errors.ts";
import { type Cell, cell } from "./index.ts";

/** The cell, or the EquationError that refuses it; anything else fails the test. */
function outcome(source: string): Cell | EquationError {
  try {
    return cell("fuzz", source, { inputs: ["sales", "holiday", "weather"] });
  } catch (error) {
    if (!(error instanceof EquationError)) throw error;
    expect(error.line).toBeGreaterThanOrEqual(1);
    expect(error.column).toBeGreaterThanOrEqual(1);
    const lines = source.split(/\r\n|\r|\n/);
    expect(error.line).toBeLessThanOrEqual(lines.length);
    expect(error.column).toBeLessThanOrEqual(lines[error.line - 1]!.length + 1);
    return error;
  }
}

const fragments = [
  ..."()[]{}+-⊙*/·@=,;^_'′~#\n\t 0192.txhWUbσzé\u0302\u0000\ud800😀ₜ²",
  "_{t-1}",
  "_t",
  "x_t[0]",
  "^{2}",
  "norm(",
  "tanh ",
  "h_{t-1} ",
  "W_",
  "1e9",
  "__proto__",
];

describe("mutated equations end in a cell or in an error with its place", () => {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(4),
    insert: fc.oneof(
      fc.constantFrom(...fragments),
      fc.string({ maxLength: 3, unit: "grapheme" }),
      fc.constantFrom(...fragments.map((f) => f.repeat(3))),
    ),
  });

  test("from the library's cells", () => {
    let cellsRead = 0;
    fc.assert(
      fc.property(fc.constantFrom(...cells), fc.array(edit, { minLength: 1, maxLength: 6 }), (from, edits) => {
        let text = from.source;
        for (const { at, remove, insert } of edits) {
          const offset = Math.floor(at * text.length);
          text = text.slice(0, offset) + insert + text.slice(offset + remove);
        }
        const found = outcome(text);
        if (found instanceof EquationError) return;
        cellsRead++;
        // Whatever is read can be used.
        found.sizeOf(found.output, { input: 3, hidden: 2 });
        expect(`${found}`.length).toBeGreaterThan(0);
      }),
      { numRuns: 3000, seed: 7 },
    );
    expect(cellsRead).toBeGreaterThan(30);
  });

  test("from fragments in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...fragments), { maxLength: 40 }), (pieces) => {
        outcome(pieces.join(""));
        outcome(`h_t = ${pieces.join("")}`);
      }),
      { numRuns: 2000, seed: 8 },
    );
  });
});

describe("the worst texts of 64 KiB are read in bounded time", () => {
  const full = (piece: string) => piece.repeat(Math.floor(65_000 / new TextEncoder().encode(piece).length));
  test.each<[string, string]>([
    ["opened brackets", `h_t = ${full("(")}`],
    ["mixed brackets", `h_t = ${full("([")}`],
    ["one long name", full("h")],
    ["underscores", `h_t = ${full("_")}`],
    ["scripts", `h${full("_{a}")}`],
    ["opened scripts", `h${full("_{")}`],
    ["accents", `h${full("~")}`],
    ["primes", `h${full("'")}`],
    ["raised digits", `h_t = x_t${full("^2")}`],
    ["powers", `h_t = (x_t)${full("^2")}`],
    ["signs", `h_t = ${full("-")}x_t`],
    ["functions", `h_t = ${full("tanh ")}x_t`],
    ["numbers", `h_t = ${full("1 ")}`],
    ["digits", `h_t = ${full("9")}`],
    ["lines", full("\n")],
    ["comments", full("#\n")],
    ["unfinished equations", full("h_t =\n")],
    ["equations of one name", full("h_t = x_t\n")],
    ["separators", full(";")],
    ["spaces", full(" ")],
    ["undefined names", `h_t = ${full("qq_t+")}x_t`],
    ["combining marks", `h_t = x${full("\u0303")}`],
  ])("%s", (_, source) => {
    const start = performance.now();
    outcome(source);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test.each<[string, string]>([
    [
      "300 values that use each other",
      Array.from({ length: 300 }, (_, i) => `a_${i}_t = ${i ? `a_${i - 1}_t` : "x_t"} + b`).join("\n"),
    ],
    [
      "300 values in reverse",
      Array.from({ length: 300 }, (_, i) => `a_${300 - i}_t = A_${299 - i}_t + 1`).join("\n") + "\na_0_t = x_t",
    ],
    [
      "sizes that double 150 times",
      Array.from({ length: 150 }, (_, i) => `a_${i}_t = ${i ? `[a_${i - 1}_t, a_${i - 1}_t]` : "x_t"}`).join("\n"),
    ],
    ["99 nested normalisations", `h_t = ${"norm(".repeat(99)}W x_t${")".repeat(99)}`],
    ["300 products of matrices", `h_t = ${"W ".repeat(300)}x_t`],
    ["300 vectors side by side", `h_t = ${"x_t ".repeat(300)}`],
  ])("%s", (_, source) => {
    const start = performance.now();
    const found = outcome(source) as Cell;
    expect(found.output).toBeTypeOf("string");
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test("sizes past all memory are refused, not computed", () => {
    const doubling = Array.from({ length: 150 }, (_, i) => `a_${i}_t = ${i ? `[a_${i - 1}_t, a_${i - 1}_t]` : "x_t"}`);
    const read = cell("large", doubling.join("\n"));
    expect(() => read.sizeOf("a_149", { input: 1, hidden: 1 })).toThrow(
      '[E_SHAPE] cell "large", a_149: expected a size from 1 to 2147483647',
    );
  });
});

describe("names that records inherit are names like any other", () => {
  test("as values, states, parameters and columns", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];
    for (const name of names) {
      const read = cell("odd", `${name}_t = W_${name} x_t[${name}] + ${name}_{t-1}`, { inputs: ["a", name] });
      expect([read.states, read.watch, read.output]).toEqual([[name], [name], name]);
      expect(Object.entries(read.parameters({ input: 2, hidden: 3 }))).toEqual([[`W_${name}`, [3, 1]]]);
      expect(read.sizeOf(name, { input: 2, hidden: 3 })).toBe(3);
    }
  });

  test("as parameters that the call declares", () => {
    const read = cell("odd", "h_t = __proto__ ⊙ h_{t-1} + constructor x_t", {
      parameters: ["__proto__", "constructor"],
    });
    expect(Object.entries(read.parameters({ input: 2, hidden: 3 }))).toEqual([
      ["__proto__", [3]],
      ["constructor", [3, 2]],
    ]);
  });

  test("as functions that nobody defined", () => {
    for (const name of ["__proto__", "constructor", "toString"])
      expect(outcome(`h_t = ${name}(x_t)`)).toBeInstanceOf(EquationError);
  });
});
