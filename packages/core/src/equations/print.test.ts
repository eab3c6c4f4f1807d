import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cells } from "../cells/index.ts";
import { SluiceError } from "../errors.ts";
import { step, type Vectors } from "./evaluate.test.support.ts";
import { type Cell, type CellOptions, cell } from "./index.ts";

const R = String.raw;
const SIZES = { input: 3, hidden: 4 };

/** The same numbers whatever the cell: 0.1, −0.2, 0.3 … by position. */
const ramp = (count: number, from: number) => Array.from({ length: count }, (_, i) => (((i + from) % 7) - 3.3) / 4);

function stepOf(read: Cell): Vectors {
  const shapes = read.parameters(SIZES);
  const parameters = Object.keys(shapes).map((name, i): [string, number[]] => {
    const [rows, columns = 1] = shapes[name]!;
    return [name, ramp(rows! * columns, i)];
  });
  const states = read.states.map((name, i): [string, number[]] => [name, ramp(read.sizeOf(name, SIZES), i + 3)]);
  return step(read, ramp(SIZES.input, 5), Object.fromEntries(states), Object.fromEntries(parameters), SIZES.hidden);
}

function expectSame(again: Cell, first: Cell) {
  expect(`${again}`).toBe(`${first}`);
  expect([again.states, again.output, again.watch, again.inputs]).toEqual([
    first.states,
    first.output,
    first.watch,
    first.inputs,
  ]);
  expect(Object.entries(again.parameters(SIZES))).toEqual(Object.entries(first.parameters(SIZES)));
  expect(stepOf(again)).toEqual(stepOf(first));
}

/** Reads what a cell prints in both dialects, and writes the LaTeX as others would. */
function expectSameAgain(first: Cell, options: CellOptions) {
  expectSame(cell("plain", `${first}`, options), first);
  expectSame(cell("latex", first.toLatex(), options), first);
  expect(cell("latex", first.toLatex(), options).toLatex()).toBe(first.toLatex());
  expectSame(cell("respelled", respelled(first.toLatex()), options), first);
}

/** The same LaTeX in other words, each place in its turn. */
function respelled(latex: string): string {
  const spellings: [RegExp, (found: string, ...groups: string[]) => string[]][] = [
    [/\\odot/g, () => ["\\circ", "*", "\\ast", "⊙", "\\odot"]],
    [/_\{t-1\}/g, () => ["^{(t-1)}", "^{t-1}", "_{(t - 1)}", "_{t\\,-\\,1}", "^{\\langle t-1 \\rangle}"]],
    [/_t(?![A-Za-z])/g, () => ["_{t}", "^{(t)}", "^t", "_t", "^{<t>}"]],
    [/\\(hat|tilde)\{([a-z])\}/g, (_, accent, letter) => [`\\${accent} ${letter}`, `{\\wide${accent} {${letter}}}`]],
    [/([([])/g, (bracket) => [`\\left${bracket}`, `\\bigl ${bracket}\\,`, bracket]],
    [/([)\]])/g, (bracket) => [`\\right${bracket}`, `\\; \\Big${bracket}`, bracket]],
    [/\\operatorname\{(softplus|softmax|relu|norm)\}/g, (_, name) => [`\\${name}`, name, `\\mathrm{${name}}`]],
    [/\\(tanh|min|max)\b/g, (_, name) => [`\\operatorname{${name}}`, name, `\\text{${name}}`]],
    [/ ([-+]) /g, (_, sign) => [`\\ ${sign}\\ `, `\n  ${sign} `, `~${sign}~`]],
    [/ \\\\\n/g, () => [",\\\\\n", "\\\\[1ex]", " \\quad \\text{a gate}\\\\", " & ", "; % a gate\n"]],
    [/ &= /g, () => ["=", " = & ", "\\coloneqq "]],
  ];
  let turn = 0;
  return spellings.reduce(
    (text, [pattern, others]) =>
      text.replace(pattern, (found: string, ...groups: string[]) => {
        const choices = others(found, ...groups);
        return choices[turn++ % choices.length]!;
      }),
    latex,
  );
}

describe("reading what a cell prints gives the same cell", () => {
  test.each(cells.map((c): [string, Cell] => [c.name, c]))("%s", (_, first) => {
    expectSameAgain(first, first.inputs === undefined ? {} : { inputs: first.inputs });
  });

  const { cases } = JSON.parse(
    readFileSync(new URL("../golden/vectors/notes_cells.json", import.meta.url), "utf8"),
  ) as {
    cases: { name: string; latex: string[]; bind?: Record<string, string>; size_of?: Record<string, number> }[];
  };
  test.each(cases.map((c): [string, (typeof cases)[number]] => [c.name, c]))("the notes' %s", (name, c) => {
    const sizes = c.size_of ?? {};
    expectSameAgain(cell(name, c.latex.join("\n"), { bind: c.bind ?? {}, sizes }), { sizes });
  });

  test.each<[string, string, CellOptions, CellOptions?]>([
    ["biases and norms written out", "h_t = tanh(norm(W x_t) + U h_{t-1})", { bias: true }, {}],
    ["matrices side by side", "h_t = U V W h_{t-1} + x_t[0]", {}],
    ["row vectors through several matrices", "h_t = x_t W V + (h_{t-1} h_{t-1}) U", {}],
    [
      "values with functions' names",
      "tanh_t = f(W x_t); σ_t = s(tanh_t); h_t = k(σ_t)",
      { bind: { f: "tanh", s: "σ", k: "tanh" } },
      {},
    ],
    [
      "parameters with functions' names",
      "h_t = tanh ⊙ f(W x_t)",
      { parameters: ["tanh"], bind: { f: "tanh" } },
      { parameters: ["tanh"] },
    ],
    ["words as names", "gate_t = σ(W_in x_t); hidden_t = gate_t ⊙ hidden_{t-1} + alpha", { parameters: ["alpha"] }],
    [
      "letters that TeX has no mark for",
      "ç_t = W x_t; ű_t = V ç_t; h_t = tanh(ű_t + ø_{t-1}); ø_t = h_t + ḥ; ḥ_t = x_t",
      { output: "h" },
    ],
    ["Greek letters", "α_t = σ(W_α x_t); θ̂_t = α_t ⊙ Γ_{u,t-1}; Γ_u_t = θ̂_t", {}],
    ["primes with powers", "h′_t = W x_t; h_t = h′_t^2 + (h′_{t-1}^2)^3 + c''_t; c''_t = h′_t", { output: "h" }],
    ["labels in braces", "h_{t-1'} = W x_t; c_{t-1'} = V h_{t-1',t-1}; h_t = h_{t-1'} + c_{t-1'}", {}],
    ["underscores at both ends", "_a_t = W x_t; b__t = V _a_t; __c___t = b__t + __c___{t-1}", {}],
    [
      "names of other scripts",
      "销量_t = σ(W_周 x_t[节假日]); 销_t = 销量_t ⊙ 销_{t-1}",
      { inputs: ["a", "节假日", "c"] },
    ],
    ["bold beside plain", R`\mathbf{h}_t = W x_t \\ h_t = \tanh(\mathbf{h}_t + h_{t-1})`, {}],
    ["numbers of every size", "h_t = 1e-7 x_t + 1.5e300 ⊙ 1e21 x_t − 0.1 / 3", {}],
    ["double accents", "ẫ_t = W x_t; h_t = ẫ_t + ǖ; ǖ_t = x_t", { output: "h" }],
  ])("%s", (name, text, given, again = given) => {
    const first = cell(name, text, given);
    expectSameAgain(first, { output: first.output, ...again });
  });

  // Names that lexers and records stumble over: accents, primes, labels, inherited properties, functions' names.
  const names = ["z", "r", "ĥ", "c̃", "h′", "f", "g", "s_1", "max", "__proto__", "constructor", "toString", "i_{t-1'}"];

  /** A random cell: three of these names, each defined by a random expression of vectors of one size. */
  const source = fc
    .record({
      row: fc.boolean(),
      values: fc.shuffledSubarray(names, { minLength: 3, maxLength: 3 }),
      seed: fc.infiniteStream(fc.nat(1_000)),
    })
    .map(({ row, values, seed }) => {
      const draw = (below: number) => seed.next().value! % below;
      const one = (...choices: string[]) => choices[draw(choices.length)]!;
      const timed = (name: string) => (name.endsWith("}") ? name : `${name}_t`);
      const vector = (depth: number, defined: readonly string[]): string => {
        const inner = () => vector(depth - 1, defined);
        const matrix = one("W_1", "U", "V_{x,r}", "R^{(2)}", "w_2");
        const leaves = [
          () => (defined.length ? timed(one(...defined)) : one("b", "u_3")),
          () => one(...values.filter((name) => !name.endsWith("}")).map((name) => `${name}_{t-1}`)),
          () => one("b", "u_3", "v_{f}", "p"),
          () => (row ? `x_t ${one("W_x", "V_x")}` : `${one("W_x", "V_x")} ${one("x_t", "X_t", "x_{t-1}")}`),
          () => (row ? `x_t[${draw(3)}] W_c` : `W_c x_{t-1}[${one("0", "b", "c d", "2").replace("c d", "1")}]`),
        ];
        if (depth === 0) return `(${leaves[draw(leaves.length)]!()})`;
        const shapes = [
          () => `${inner()} ${one("+", "-", "−")} ${inner()}`,
          () => `${inner()} ${one("⊙", "*", "/", "∘")} ${inner()}`,
          () => (row ? `(${inner()}) ${matrix}` : `${matrix} ${one("", "·", "@")} (${inner()})`),
          () => (row ? `[${inner()}, x_t] W_j` : `W_j [${inner()}${one(",", ";")} x_t]`),
          () => `${one("-", "+", "2 ", "0.5 ⊙ ", "x_t[1] ⊙ ", "1e-3 ")}${inner()}`,
          () => `(${inner()})${one("^2", "^3", "²", "^{2}")}`,
          () => `${one("σ", "tanh", "sigmoid", "relu", "q", "softmax", "norm")} (${inner()})`,
          () => `${one("min", "max")}(${inner()}, ${one("1", inner())})`,
          () => `tanh ${one("W_x x_t", "b")}`.replace("W_x x_t", row ? "x_t W_x" : "W_x x_t"),
          () => `1 − ${inner()}`,
        ];
        return `(${shapes[draw(shapes.length)]!()})`;
      };
      return values
        .map((name, i) => `${timed(name)} = ${vector(1 + draw(3), values.slice(0, i))}`)
        .join(one("\n", ";\n", " ; ", ",\n"));
    });

  test("random cells", () => {
    let read = 0;
    fc.assert(
      fc.property(source, fc.boolean(), (text, bias) => {
        const options: CellOptions = { inputs: ["a", "b", "c d"], sizes: {} };
        let first: Cell;
        try {
          const output = text.slice(0, text.indexOf(" = "));
          options.output = output;
          first = cell("first", text, { ...options, bias, ...(text.includes("q (") && { bind: { q: "softplus" } }) });
        } catch (error) {
          // A draw may ask for what no cell can be; that it says so is all there is to check.
          if (error instanceof SluiceError) return;
          throw error;
        }
        read++;
        expectSameAgain(first, options);
      }),
      { numRuns: 600, seed: 20 },
    );
    expect(read).toBeGreaterThan(400);
  });
});

describe("LaTeX is printed as papers have it", () => {
  test.each<[string, string, CellOptions?]>([
    ["h_t = tanh(W x_t + U h_{t-1} + b_hh)", R`\tanh(W x_t + U h_{t-1} + b_{hh})`],
    ["h_t = σ(W_z_x x_t) ⊙ h_{t-1} − 0.5 / x_t", R`\sigma(W_{z,x} x_t) \odot h_{t-1} - 0.5 / x_t`],
    ["h_t = hard_sigmoid(v · (x_t + h_{t-1}))", R`\operatorname{hard\_sigmoid}(v \cdot (x_t + h_{t-1}))`],
    [
      "h_t = W [h_{t-1}; x_{t-1}] + relu(V x_t[price])^2",
      R`W [h_{t-1}, x_{t-1}] + \operatorname{relu}(V x_t[\text{price}])^{2}`,
      { inputs: ["price"] },
    ],
    [
      "h_t = U_i_2 c̃_{i,t-1} + gate_t'^2; c̃_i = x; gate' = x",
      R`U_{i,2} \tilde{c}_{i,t-1} + {\mathrm{gate}'_t}^{2}`,
      { output: "h" },
    ],
  ])("%s", (text, expected, options) => {
    expect(
      cell("one", text, options)
        .toLatex()
        .split("\n")[1]!
        .replace(/ \\\\$/, ""),
    ).toBe(`  h_t &= ${expected}`);
  });

  test("one equation a line", () => {
    expect(cell("gru", "z_t = σ(W_z x_t)\nh_t = (1 − z_t) ⊙ ĥ_t\nĥ_t = tanh(W x_t)").toLatex()).toBe(R`\begin{aligned}
  z_t &= \sigma(W_z x_t) \\
  h_t &= (1 - z_t) \odot \hat{h}_t \\
  \hat{h}_t &= \tanh(W x_t)
\end{aligned}`);
  });
});
