import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cells } from "../cells/index.ts";
import { EquationError } from "../errors.ts";
import { type Cell, type CellOptions, cell } from "./index.ts";

/** How many mutated inputs are tried, and from where: SLUICE_FUZZ=100000 SLUICE_FUZZ_SEED=2 for a long run. */
const INPUTS = Number(process.env.SLUICE_FUZZ ?? 20_000);
const SEED = Number(process.env.SLUICE_FUZZ_SEED ?? 1);
const OPTIONS: CellOptions = { inputs: ["sales", "holiday", "weather"] };
/** Far above what any text takes, so that a busy machine fails nothing. */
const LONGEST_MS = 2000;

/** The cell, or the EquationError that refuses it; anything else fails the test. */
function outcome(source: string, options: CellOptions = OPTIONS): Cell | EquationError {
  const start = performance.now();
  try {
    return cell("fuzz", source, options);
  } catch (error) {
    if (!(error instanceof EquationError)) throw new Error(`for ${JSON.stringify(source)}`, { cause: error });
    const lines = source.split(/\r\n|\r|\n/);
    const { line, column, message } = error;
    if (!(line >= 1 && column >= 1 && line <= lines.length && column <= lines[line - 1]!.length + 1))
      throw new Error(`a place outside of ${JSON.stringify(source)}`, { cause: error });
    if (message.length > 2000) throw new Error(`a message of ${message.length} characters`, { cause: error });
    return error;
  } finally {
    const took = performance.now() - start;
    if (took > LONGEST_MS) expect.fail(`${took} ms for ${JSON.stringify(source)}`);
  }
}

const shared = [
  ..."()[]{}+-⊙*/·@=,;^_'′~#\n\t 0192.txhWUbσzé\u0302\u0000\ud800😀ₜ²𝐖%$&|\\",
  ...["_{t-1}", "_t", "x_t[0]", "^{2}", "h_{t-1} ", "W_", "1e9", "__proto__", "_{a,t}", "(1 − z_t)"],
];
const plain = [...shared, "norm(", "tanh ", "min(x_t, ", "x_t[holiday]", "y_t = ", " ⊙ U h_{t-1}"];
const latex = [
  ...shared,
  ...[
    "\\tanh",
    "\\sigma(",
    "\\hat{",
    "\\tilde h",
    "\\mathbf{",
    "\\mathrm{ab}",
    "\\frac{",
    "\\sqrt{",
    "\\odot ",
    "\\cdot",
  ],
  ...[
    "\\\\",
    "\\begin{aligned}",
    "\\end{aligned}",
    "\\begin{bmatrix}",
    "\\end{bmatrix}",
    "\\left(",
    "\\right]",
    "&",
    "&=",
  ],
  ...[
    "$$",
    "\\[",
    "\\]",
    "\\quad ",
    "\\text{a b}",
    "\\text{a}",
    "^{(t)}",
    "^{\\prime}",
    "\\underbrace{",
    "{\\bf ",
    "\\operatorname",
  ],
  ...[
    "x_t[holiday]",
    "\\begin{array}{l}",
    "\\end{array}",
    "\\left[\\begin{array}{c}",
    "\\label{a}",
    "\\ ",
    "tanh(",
    "hard_sigmoid(",
  ],
];

/** Numbers below a bound, the same in every run. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const notes = JSON.parse(readFileSync(new URL("../golden/vectors/notes_cells.json", import.meta.url), "utf8")) as {
  cases: { latex: string[] }[];
};
const dialects: [string, string[], string[]][] = [
  ["plain text", cells.map(({ source }) => source), plain],
  ["LaTeX", [...cells.map((c) => c.toLatex()), ...new Set(notes.cases.map((c) => c.latex.join("\n")))], latex],
];

describe("mutated equations end in a cell or in an error with its place", () => {
  test.each(dialects)(
    "from cells in %s",
    (_, texts, fragments) => {
      const draw = random(2 * SEED);
      let cellsRead = 0;
      for (let run = 0; run < INPUTS / 2; run++) {
        let text = texts[draw(texts.length)]!;
        for (let edits = 1 + draw(1 + draw(5)); edits > 0; edits--) {
          const offset = draw(text.length + 1);
          const [from, length] = [draw(text.length + 1), draw(12)];
          const piece = fragments[draw(fragments.length)]!;
          const insert = [piece, piece, piece.repeat(3), text.slice(from, from + length), ""][draw(5)]!;
          text = text.slice(0, offset) + insert + text.slice(offset + draw(5));
        }
        const found = outcome(text);
        if (found instanceof EquationError) continue;
        cellsRead++;
        // Whatever is read can be used, and read again from what it prints.
        found.sizeOf(found.output, { input: 3, hidden: 2 });
        const again = { ...OPTIONS, output: found.output };
        for (const printed of [`${found}`, found.toLatex()])
          if (`${cell("again", printed, again)}` !== `${found}`)
            expect.fail(`${JSON.stringify(text)} prints ${printed}`);
      }
      expect(cellsRead).toBeGreaterThan(INPUTS / 40);
    },
    INPUTS * 10 + 10_000,
  );

  test.each([
    ["plain text", plain],
    ["LaTeX", latex],
  ])("from fragments of %s in any order", (_, fragments) => {
    const draw = random(2 * SEED + 1);
    for (let run = 0; run < INPUTS / 8; run++) {
      const pieces = Array.from({ length: draw(40) }, () => fragments[draw(fragments.length)]!).join("");
      outcome(pieces);
      outcome(`h_t = ${pieces}`);
    }
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
    ["backslashes", full("\\")],
    ["lines of LaTeX", full("\\\\")],
    ["dollars", full("$")],
    ["opened formulas", full("\\[")],
    ["formulas", full("$$h$$")],
    ["formulas within dollars", full("$h=x$")],
    ["opened groups", `h_t = \\tanh ${full("{")}`],
    ["groups", `h_t = \\tanh ${full("{")}`.slice(0, 32_000) + "}".repeat(31_980)],
    ["groups of names", `h_t = \\tanh ${full("{h}")}`],
    ["accents over accents", `h_t = ${full("\\hat{")}`],
    ["accents without names", `h_t = ${full("\\hat")}`],
    ["closed accents", `h_t = ${full("\\hat{").slice(0, 50_000)}${"}".repeat(10_000)}`],
    ["styles", `h_t = ${full("\\mathbf")}`],
    ["styles in styles", `h_t = ${full("\\mathrm{").slice(0, 56_000)}x${"}".repeat(7000)}`],
    ["fractions", `h_t = ${full("\\frac")}`],
    ["fractions in fractions", `h_t = ${full("\\frac{").slice(0, 54_000)}x${"}".repeat(9000)}`],
    ["roots", `h_t = ${full("\\sqrt")}`],
    ["environments", full("\\begin{aligned}")],
    ["arrays in brackets", `h_t = \\tanh [${full("\\begin{array}{l}")}`],
    ["ended environments", full("\\end{aligned}")],
    ["formula environments", full("\\begin{align}")],
    ["scripts in scripts", `h${full("_{\\hat")}`],
    ["scripts of commands", `h_{${full("\\hat")}}`],
    ["scripts of one letter", `\\hat h${full("_t")}`],
    ["primes of commands", `\\hat h${full("^\\prime")}`],
    ["a long run of letters", `h_t = \\hat x ${full("tanh")}`],
    ["a long run of letters before a bracket", `h_t = \\hat x ${full("tanz")}(`],
    ["words with an underscore", `h_t = \\hat x ${full("hard_sigmoid")}`],
    ["columns", `h_t = \\hat x ${full("x_t[a")}`],
    ["spaces behind commands", `\\begin${full(" ")}{`],
    ["wide spaces", `h_t = \\hat x ${full("\\quad")}`],
    ["ampersands", `h_t = \\hat x ${full("&")}`],
    ["remarks", `h_t = \\hat x ${full("\\text{a b}")}`],
    ["numbers in LaTeX", `h_t = \\hat x ${full("1")}`],
    ["equation numbers", `h_t = \\hat x ${full("\\quad(1)")}`],
    ["comments in LaTeX", `\\hat x ${full(" %")}`],
    ["bold names", `h_t = ${full("\\mathbf{h}")}`],
    ["opened underbraces", `h_t = ${full("\\underbrace{")}`],
  ])("%s", (_, source) => {
    outcome(source);
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
    const found = outcome(source, {}) as Cell;
    expect(found.output).toBeTypeOf("string");
    expect(`${cell("again", found.toLatex(), { output: found.output })}`).toBe(`${found}`);
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
