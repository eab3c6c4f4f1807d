import { describe, expect, test } from "vitest";
import { EquationError } from "../errors.ts";
import { type CellOptions, cell } from "./index.ts";

function refused(source: string, options: CellOptions = {}): EquationError {
  try {
    cell("c", source, options);
  } catch (error) {
    if (error instanceof EquationError) return error;
    throw error;
  }
  throw new Error(`read: ${source}`);
}

interface Case {
  source: string;
  options?: CellOptions;
  /** Line and column. */
  at: [number, number];
  /** The message after its place and before the line shown. */
  message: string;
}

function table(cases: Case[]) {
  test.each(cases)("$source", ({ source, options, at, message }) => {
    const error = refused(source, options);
    expect(error.message.split("\n")[0]).toBe(
      `[E_EQUATION] cell "c", line ${at[0]}, column ${at[1]}: expected ${message}`,
    );
    expect([error.line, error.column]).toEqual(at);
  });
}

describe("names that nobody defines", () => {
  table([
    {
      source: "z_t = σ(W_z x_t + U_z h_{t-1})",
      at: [1, 23],
      message:
        "an equation for h_t, got none, though h_{t-1} is its value of the step before. Try an equation that starts with h_t =.",
    },
    {
      source: "hidden_t = tanh(U hiden_{t-1})",
      at: [1, 19],
      message:
        "an equation for hiden_t, got none, though hiden_{t-1} is its value of the step before. Try hidden_{t-1}.",
    },
    {
      source: "h_t = tanh(W x_t + U_zh_{t-1})",
      at: [1, 20],
      message:
        "an equation for U_zh_t, got none, though U_zh_{t-1} is its value of the step before. Try U_z h_{t-1}, with a space between the two names.",
    },
    {
      source: "h_t = tanh(WX_t)",
      at: [1, 12],
      message:
        "a value that an equation defines, got WX_t, which none does. Try W X_t, with a space between the two names.",
    },
    {
      source: "h_t = tanh(W x_t + s_t)",
      at: [1, 20],
      message: "a value that an equation defines, got s_t, which none does. Try an equation that starts with s_t =.",
    },
    {
      source: "h_t = tanh(W_t x_t)",
      at: [1, 12],
      message:
        "a value that an equation defines, got W_t, which none does. Try W without a time: parameters do not change from step to step.",
    },
    {
      source: "gate_t = σ(W x_t)\nh_t = gaet ⊙ h_{t-1}",
      at: [2, 7],
      message:
        "a defined value, a function, or a parameter (W U V R b w u v p g, with any label), got gaet. Try gate_t.",
    },
    {
      source: "h_t = tanh(W x_t + alpha)",
      at: [1, 20],
      message:
        'a defined value, a function, or a parameter (W U V R b w u v p g, with any label), got alpha. Try { parameters: ["alpha"] } to declare it as a parameter.',
    },
    {
      source: "h_t = tanh(Wxr x_t)",
      at: [1, 12],
      message:
        "a defined value, a function, or a parameter (W U V R b w u v p g, with any label), got Wxr. Try W_xr, a label after an underscore.",
    },
    {
      source: "h_t = e^{2x}",
      at: [1, 7],
      message:
        "a defined value, a function, or a parameter (W U V R b w u v p g, with any label), got e^{2x}. Try exp(…) for a power of e.",
    },
    {
      source: "Ab_t = W x_t\naB_t = W x_t\nh_t = AB_t",
      at: [3, 7],
      message: "a name written as it is defined, got AB_t, which could be Ab or aB.",
    },
  ]);
});

describe("unknown functions", () => {
  table([
    { source: "h_t = tahn(W x_t)", at: [1, 7], message: 'a known or bound function before "(", got tahn. Try tanh.' },
    {
      source: "S_t = f(U x_t)",
      at: [1, 7],
      message: 'a known or bound function before "(", got f. Try { bind: { f: "tanh" } } to say which function it is.',
    },
    {
      source: "S_t = g(U x_t)",
      at: [1, 7],
      message: 'a known or bound function before "(", got g. Try { bind: { g: "tanh" } } to say which function it is.',
    },
    {
      source: "S_t = σ_g U x_t",
      at: [1, 7],
      message: 'a known or bound function, got σ_g. Try { bind: { σ_g: "tanh" } } to say which function it is.',
    },
    { source: "h_t = σ", at: [1, 8], message: "what σ applies to, got the end of the equation." },
    { source: "h_t = σ()", at: [1, 9], message: "a name, a number or a bracket, got )." },
    { source: "h_t = tanh(x_t, x_t)", at: [1, 7], message: "1 argument for tanh, got 2." },
    { source: "h_t = min(x_t)", at: [1, 7], message: "2 to 9 arguments for min, got 1." },
    { source: "h_t = softmax(2 / 3)", at: [1, 15], message: "a vector in softmax(…), got the number 2 / 3." },
    {
      source: "h_t = tanh^2(x_t)",
      at: [1, 11],
      message: "what tanh applies to, got ^2. Try the power after the brackets: tanh(…)^2.",
    },
  ]);
});

describe("brackets", () => {
  table([
    {
      source: "h_t = tanh(W x_t + U (r_t ⊙ h_{t-1})\nr_t = σ(W_r x_t)",
      at: [1, 11],
      message: ") to close this (, got = at line 2, column 5.",
    },
    { source: "h_t = W [x_t, x_t", at: [1, 9], message: "] to close this [, got the end of the text." },
    { source: "h_t = tanh(W x_t]", at: [1, 11], message: ") to close this (, got ] at line 1, column 17." },
    { source: "h_t = W x_t)", at: [1, 12], message: "a bracket that this ) closes, got none." },
    { source: "h_t = W_{x x_t", at: [1, 9], message: "a } that closes this script on its line, got none." },
    { source: "h_t = (x_t; x_t)", at: [1, 11], message: "an operator or ), got ;." },
    { source: "h_t = []", at: [1, 8], message: "a name, a number or a bracket, got ]." },
  ]);
});

describe("cycles and second definitions", () => {
  table([
    {
      source: "z_t = σ(W r_t)\nr_t = σ(U z_t)\nh_t = z_t ⊙ h_{t-1}",
      at: [2, 11],
      message:
        "values that can be computed one after the other within a step, got a cycle: z_t ← r_t ← z_t. Try the value of the step before, as in z_{t-1}, at one place of the cycle.",
    },
    {
      source: "h_t = tanh(h)",
      at: [1, 12],
      message:
        "values that can be computed one after the other within a step, got a cycle: h_t ← h_t. Try the value of the step before, as in h_{t-1}, at one place of the cycle.",
    },
    {
      source: "h_t = W x_t\nz_t = x_t\nh = U x_t",
      at: [3, 1],
      message:
        "one equation for every name, got a second one for h, first defined at line 1, column 1. Try another name for one of the two.",
    },
    {
      source: "x_t = W h_{t-1}",
      at: [1, 1],
      message: "a name of the cell's own on the left, got x_t, which is the cell's input.",
    },
    { source: "t = W x_t", at: [1, 1], message: "a name of the cell's own on the left, got t, which is the time." },
  ]);
});

describe("sizes that disagree", () => {
  table([
    {
      source: "o_t = V x_t\np_t = U x_t\nq_t = o_t + p_t",
      options: { sizes: { o: 2, p: 3 } },
      at: [3, 13],
      message:
        "one size for everything in a sum, got o_t of size 2 (sizes: { o: 2 }) and p_t of size 3 (sizes: { p: 3 }).",
    },
    {
      source: "h_t = W x_t + U h_{t-1}",
      options: { parameters: { W: [4, 3], U: [5, 5] } },
      at: [1, 15],
      message:
        "one size for everything in a sum, got W x_t of size 4 (parameters: { W: [4, 3] }) and U h_{t-1} of size 5 (parameters: { U: [5, 5] }).",
    },
    {
      source: "h_t = W x_t + h_{t-1}",
      options: { parameters: { W: [4, 3] }, inputs: ["a", "b"] },
      at: [1, 9],
      message:
        "a vector as long as W is wide, got W of size 3 (parameters: { W: [4, 3] }) and x_t of size 2 (inputs: 2 declared columns).",
    },
    {
      source: "a_t = W h_{t-1}\nh_t = σ(V c_{t-1})\nc_t = W (V c_{t-1} + 1) ⊙ U x_t",
      options: { sizes: { a: 2, c: 3 }, output: "h" },
      at: [3, 7],
      message:
        "one size of c_t on both sides of =, got c_t of size 3 (sizes: { c: 3 }) and (W (V c_{t-1} + 1)) ⊙ (U x_t) of size 2 (the equation of a_t at line 1, column 1; sizes: { a: 2 }).",
    },
    {
      source: "z_t = σ(W h_{t-1})\nh_t = z_t ⊙ h_{t-1}\nc_t = [h_t, h_t] ⊙ h_t",
      at: [3, 20],
      message:
        "one size for everything in an elementwise product, got [h_t, h_t] of size 2 hidden and h_t of size hidden.",
    },
    {
      source: "h_t = tanh([h_{t-1}, x_t])",
      at: [1, 7],
      message:
        "one size of h_t on both sides of =, got h_t of size hidden and tanh([h_{t-1}, x_t]) of size hidden + input.",
    },
  ]);
});

describe("products that make no sense", () => {
  table([
    {
      source: "h_t = tanh(x_t W + U h_{t-1})",
      at: [1, 20],
      message:
        "row vectors (x W), as at line 1, column 12, got U h_{t-1}, which is for column vectors (W x). Try one of the two throughout the cell.",
    },
    {
      source: "z_t = σ(W x_t)\nh_t = h_{t-1} U",
      at: [2, 7],
      message:
        "column vectors (W x), as at line 1, column 9, got h_{t-1} U, which is for row vectors (x W). Try one of the two throughout the cell.",
    },
    {
      source: "h_t = W x_t U",
      at: [1, 7],
      message: "matrices on one side of their vectors, got W x_t U, with matrices on both sides.",
    },
    {
      source: "h_t = W U",
      at: [1, 7],
      message: "a vector beside the matrix, got none. Try ⊙ between parameters that are vectors.",
    },
    {
      source: "h_t = 2 W + W x_t",
      at: [1, 7],
      message: "a vector beside the matrix, got none. Try W x_t, or another name for a vector.",
    },
    {
      source: "h_t = W x_t + W",
      at: [1, 15],
      message:
        "W to be a vector here, got a matrix, as in W x_t at line 1, column 7. Try two names, one for the matrix and one for the vector.",
    },
    {
      source: "h_t = W ⊙ x_t",
      options: { parameters: { W: [2, 2] } },
      at: [1, 7],
      message:
        "W to be a vector here, got a matrix, as its declared shape says. Try two names, one for the matrix and one for the vector.",
    },
    {
      source: "h_t = W^2 x_t",
      at: [1, 7],
      message:
        "a single matrix, or a vector, in this product, got W^2. Try a label instead of a power, as in W_2 or W^{(2)}, or ⊙ after a vector's power.",
    },
    {
      source: "h_t = (W + V) x_t",
      at: [1, 7],
      message:
        "a single matrix, or a vector, in this product, got (W + V). Try one product for each matrix, as in V x_t + W x_t, or ⊙ if these are vectors.",
    },
  ]);
});

describe("times, indices and scripts", () => {
  const hint =
    "Try carrying the value one step further in a state of its own: with p_t = h_{t-1}, p_{t-1} is h two steps back.";
  table([
    { source: "h_t = h_{t-2}", at: [1, 8], message: `t or t-1 as time, got t-2. ${hint}` },
    { source: "h_t = h_(t+1)", at: [1, 8], message: `t or t-1 as time, got t+1. ${hint}` },
    { source: "h_t = h^{t-k}", at: [1, 8], message: `t or t-1 as time, got t-k. ${hint}` },
    { source: "h_t = h_t^{t-1}", at: [1, 10], message: "one time in a name, got both t and t-1 in h_t^{t-1}." },
    {
      source: "h_{t-1} = W x_t",
      at: [1, 1],
      message:
        "a value of step t on the left, such as h_t, got h_{t-1}. Try defining h_t: its value of the step before is then h_{t-1}.",
    },
    {
      source: "z_t = σ([W_r x_t]_j)",
      at: [1, 18],
      message:
        "values of whole vectors, got an index of a single unit. Try the same equation without the index: it holds for every unit j alike.",
    },
    {
      source: "h_t = z_t\nz_t = h_{j,t-1}",
      at: [2, 7],
      message:
        "an equation for h_j_t, got none, though h_{j,t-1} is its value of the step before. Try h_{t-1}: equations hold for every unit alike.",
    },
    {
      source: "h_t = h_{t-1}[0]",
      at: [1, 7],
      message:
        "an index on the input only, as in x_t[0], got h_{t-1}[0]. Try the same equation without the index: it holds for every unit alike.",
    },
    {
      source: "h_t = W x_t[2]",
      options: { inputs: ["a", "b"] },
      at: [1, 9],
      message: "a column of the input: 0 a, 1 b, got 2.",
    },
    {
      source: "h_t = W x_t[holidy]",
      options: { inputs: ["sales", "holiday"] },
      at: [1, 9],
      message: "a column of the input: 0 sales, 1 holiday, got holidy. Try holiday.",
    },
    {
      source: "h_t = W x_t[holiday]",
      at: [1, 9],
      message:
        'a column by number, as no names are declared, got holiday. Try { inputs: ["holiday", …] } to name the input\'s columns in order.',
    },
    { source: "h_t = W_{a+b} x_t", at: [1, 8], message: "a script of t, t-1, letters and digits, got a+b." },
    { source: "h_t = W_{} x_t", at: [1, 8], message: "a script of t, t-1, letters and digits, got nothing." },
    { source: "h_t = x_t^10", at: [1, 10], message: "a power from 1 to 9, got 10." },
    { source: "h_t = x_t^0", at: [1, 10], message: "a power from 1 to 9, got 0." },
    { source: "h_t = ₜ", at: [1, 7], message: "a name, got a script without one, ₜ." },
  ]);
});

describe("text that is no equation", () => {
  const names = "Try one equation a line, with a single name on its left; operators continue a line.";
  table([
    { source: "", at: [1, 1], message: "at least one equation, got none. Try h_t = tanh(W x_t + U h_{t-1} + b)." },
    {
      source: " \n# nothing\n;",
      at: [1, 1],
      message: "at least one equation, got none. Try h_t = tanh(W x_t + U h_{t-1} + b).",
    },
    { source: "h_t", at: [1, 4], message: "= after h_t, got the end of the equation." },
    { source: "h_t W x_t", at: [1, 5], message: `= after h_t, got W. ${names}` },
    { source: "h_t + c_t = x_t", at: [1, 5], message: `= after h_t, got +. ${names}` },
    { source: "h_t =", at: [1, 5], message: "what h_t equals, got nothing after =." },
    {
      source: "2 = x_t",
      at: [1, 1],
      message: "an equation that starts with the name it defines, such as z_t =, got 2.",
    },
    {
      source: "h_t = a = b",
      at: [1, 9],
      message: "one = in an equation, got a second one. Try a line break or ; between two equations.",
    },
    { source: "h_t = W x_t +", at: [1, 14], message: "a name, a number or a bracket, got the end of the equation." },
    { source: "h_t = x_t ⊙ ⊙ x_t", at: [1, 13], message: "a name, a number or a bracket, got ⊙." },
    {
      source: "h_t = x_t $ 2",
      at: [1, 11],
      message: "a name, a number, an operator or a bracket, got the character $.",
    },
    {
      source: "h_t = {x_t}",
      at: [1, 7],
      message:
        "a name, a number, an operator or a bracket, got the character {. Try parentheses: braces are for scripts, as in h_{t-1}.",
    },
    {
      source: "h_t = W × x_t",
      at: [1, 9],
      message:
        "a name, a number, an operator or a bracket, got the character ×. Try ⊙ or * for the elementwise product, · or @ for a matrix product.",
    },
    {
      source: "h_t = (x_t)^{t}",
      at: [1, 12],
      message:
        "a name, a number, an operator or a bracket, got the character ^. Try a digit after ^ for a power, or a label in braces right after a name, as in W^{i}.",
    },
    { source: "h_t = 1e999 x_t", at: [1, 7], message: "a number below 1.8e308, got 1e999." },
    {
      source: "a_t = W x_t\nb_t = U x_t",
      at: [2, 1],
      message:
        'one value that no other equation uses, as output, got several: a_t, b_t. Try { output: "b" } to say which.',
    },
    {
      source: "h_t = count ⊙ x_t",
      options: { parameters: ["count"] },
      at: [1, 7],
      message: "another name for this parameter, got count, which stands for the number of all parameters.",
    },
  ]);
});

describe("LaTeX", () => {
  const command = "a command for letters, operators, functions or layout";
  const character = "a name, a number, an operator or a bracket";
  const operators = "Try \\odot for the elementwise product, \\cdot for a matrix product.";
  const transposed =
    "Try the name without its transposition: vectors are rows or columns by the side on which matrices stand.";
  table([
    { source: "h_t = \\tahn(x_t)", at: [1, 7], message: `${command}, got \\tahn. Try \\tanh.` },
    { source: "h_t = \\foo x_t", at: [1, 7], message: `${command}, got \\foo.` },
    { source: "h_t = W \\times x_t", at: [1, 9], message: `${command}, got \\times. ${operators}` },
    { source: "h_t = W × \\hat x", at: [1, 9], message: `${character}, got the character ×. ${operators}` },
    { source: "h_t = c_t \\| x_t", at: [1, 11], message: `${command}, got \\|. Try [a, b] to join a and b.` },
    {
      source: "h_t = |x_t|\\,",
      at: [1, 7],
      message: `${character}, got the character |. Try \\operatorname{abs}(…), or [a, b] to join a and b.`,
    },
    { source: "h_t = \\", at: [1, 7], message: `${command}, got a lone backslash.` },
    {
      source: "h_t = \\tanh(x_t)\nh_t = $x_t\n",
      at: [2, 7],
      message: `${character}, got the character $. Try $$ before and behind each formula.`,
    },
    {
      source: "h_t = tahn(\\alpha)",
      at: [1, 7],
      message: 'a known or bound function before "(", got tahn. Try tanh.',
    },
    {
      source: "h_t = \\operatorname{act}(x_t)",
      at: [1, 7],
      message:
        'a known or bound function before "(", got \\operatorname{act}. Try { bind: { act: "tanh" } } to say which function it is.',
    },
    {
      source: "h_t = \\sigma_g(x_t)",
      at: [1, 7],
      message:
        'a known or bound function before "(", got \\sigma_g. Try { bind: { σ_g: "tanh" } } to say which function it is.',
    },
    {
      source: "S_t = \\phi(U x_t)",
      at: [1, 7],
      message:
        'a known or bound function before "(", got \\phi. Try { bind: { φ: "tanh" } } to say which function it is.',
    },
    {
      source: "h_t = \\tanh(W_in x_t)",
      at: [1, 16],
      message:
        "a defined value, a function, or a parameter (W U V R b w u v p g, with any label), got n. Try _{in}, with braces around the whole script.",
    },
    {
      source: "h_t = \\tanh(W x_t) + bias",
      at: [1, 23],
      message:
        "a defined value, a function, or a parameter (W U V R b w u v p g, with any label), got i. Try \\mathrm{bias} if that is one name.",
    },
    { source: "h_t = \\sqrt[3]{x_t}", at: [1, 7], message: "a square root, got \\sqrt[. Try \\sqrt{…}." },
    { source: "h_t = \\frac{x_t}", at: [1, 7], message: "an argument of \\frac, got none." },
    { source: "h_t = \\hat{W x_t}", at: [1, 7], message: "one name below \\hat, got W x_t." },
    { source: "h_t = \\hat", at: [1, 7], message: "an argument of \\hat, got none." },
    { source: "h_t = {\\sigma x_t", at: [1, 7], message: "a } that closes this {, got none." },
    {
      source: "h_t = \\sigma x_t}",
      at: [1, 17],
      message: `${character}, got the character }. Try { before it, or no }.`,
    },
    { source: "$$h_t = x_t", at: [1, 1], message: "$$ to close this formula, got the end of the text." },
    {
      source: "So\n\\begin{align} h_t &= x_t \\end{aligned}",
      at: [2, 1],
      message: "\\end{align} to close this formula, got the end of the text.",
    },
    { source: "\\begin{aligned} h_t &= x_t", at: [1, 1], message: "\\end{aligned}, got the end of the text." },
    {
      source: "\\begin{aligned} h_t &= x_t \\end{split}",
      at: [1, 28],
      message: "\\end{aligned}, as at line 1, column 1, got \\end{split}.",
    },
    { source: "h_t = x_t \\end{split}", at: [1, 11], message: "\\begin before \\end, got \\end{split}." },
    {
      source: "h_t = \\begin{cases} x_t \\end{cases}",
      at: [1, 7],
      message:
        "an environment of equations (aligned, split, array …) or a column of values (bmatrix), got cases. Try one equation for all cases.",
    },
    {
      source: "h_t = \\tanh(W x_t + U h_{t-1}",
      at: [1, 12],
      message: ") to close this (, got the end of the text.",
    },
    {
      source: "h_t = W h_(t-1)\\,",
      at: [1, 10],
      message: "a script in braces, got _(. Try _{t-1} for the step before.",
    },
    { source: "h_t = W_12 x_t\\,", at: [1, 8], message: "a script of one digit, or braces, got _12. Try _{12}." },
    { source: "h_t = W_\\frac x_t", at: [1, 9], message: "a script of t, t-1, letters and digits, got \\frac." },
    {
      source: "h_t = W x_t^\\top",
      at: [1, 9],
      message: `a parameter below ^⊤, got x_t^\\top. ${transposed}`,
    },
    { source: "h_t^\\top = W x_t", at: [1, 1], message: `a parameter below ^⊤, got h_t^\\top. ${transposed}` },
    {
      source: "h_t = \\sigma^\\top(x_t)",
      at: [1, 7],
      message: `a parameter below ^⊤, got \\sigma^\\top. ${transposed}`,
    },
    {
      source: "h_t = W x_t + W^\\top h_{t-1}",
      at: [1, 15],
      message:
        "W either with ^⊤ throughout or never, got W^\\top beside W at line 1, column 7. Try a parameter of its own for one of the two: one matrix cannot be used both ways.",
    },
    {
      source: "h_t = e^{-x}\\,",
      at: [1, 8],
      message: "a script of t, t-1, letters and digits, got -x. Try exp(…) for a power of e.",
    },
    {
      source: "h_t = \\tanh(x_t)^{(t)}",
      at: [1, 17],
      message:
        "a power from 1 to 9, got ^{(t)}. Try labels and times right behind a name, as in h_{t-1}: a bracket has none.",
    },
    { source: "h_t = \\sigma(+_t)", at: [1, 15], message: "a name before its script, got _t." },
    {
      source: "h_t = \\left[W_r \\mathbf{x}_t\\right]_j",
      at: [1, 36],
      message:
        "values of whole vectors, got an index of a single unit. Try the same equation without the index: it holds for every unit j alike.",
    },
    {
      source: "h_t = \\tanh(x_t)\ny_t = h_t^{(t-2)}",
      at: [2, 10],
      message:
        "t or t-1 as time, got (t-2). Try carrying the value one step further in a state of its own: with p_t = h_{t-1}, p_{t-1} is h two steps back.",
    },
    {
      source: "h_t = \\tanh(W x_t + Uh)\\\\c_t = Uq_t",
      at: [1, 33],
      message: "a value that an equation defines, got q_t, which none does. Try an equation that starts with q_t =.",
    },
    {
      source: "h_t = \tanh(W x_t)",
      at: [1, 7],
      message:
        "LaTeX with its backslashes, got a control character in place of one. Try String.raw`…` around LaTeX in JavaScript.",
    },
    {
      source: "\begin{aligned} h_t = W x_t",
      at: [1, 1],
      message:
        "LaTeX with its backslashes, got a control character in place of one. Try String.raw`…` around LaTeX in JavaScript.",
    },
  ]);

  test("groups are nested 100 deep at most", () => {
    const nested = (depth: number) => `h_t = ${"{".repeat(depth)}x_t + 1${"}".repeat(depth)} \\,`;
    expect(`${cell("c", nested(99))}`).toBe("h_t = x_t + 1");
    expect(refused(nested(101)).message).toContain("expected groups nested 100 deep at most, got more.");
  });
});

describe("limits", () => {
  const refusal = (source: string) => refused(source).message.split("\n")[0];

  test("64 KiB of text", () => {
    const rest = (length: number) => `h_t = x_t #${"σ".repeat((length - 12) / 2)} `;
    expect(new TextEncoder().encode(rest(65536)).length).toBe(65536);
    expect(cell("c", rest(65536)).output).toBe("h");
    expect(refusal(rest(65538))).toBe(
      '[E_EQUATION] cell "c", line 1, column 1: expected at most 64 KiB of text, got 65 KiB.',
    );
  });

  test("1,000 names, numbers and operations in a cell", () => {
    // One sum and its terms.
    const sum = (terms: number) => `h_t = x_t${" + x_t".repeat(terms - 1)}`;
    expect(cell("c", sum(999)).output).toBe("h");
    expect(refusal(sum(1000))).toBe(
      '[E_EQUATION] cell "c", line 1, column 7: expected a cell of at most 1,000 names, numbers and operations, got more.',
    );
  });

  test("brackets and functions nested 100 deep", () => {
    const nested = (depth: number) => `h_t = ${"(".repeat(depth)}x_t${")".repeat(depth)}`;
    expect(`${cell("c", nested(100))}`).toBe("h_t = x_t");
    const message = (column: number) =>
      `[E_EQUATION] cell "c", line 1, column ${column}: expected brackets and functions nested 100 deep at most, got more.`;
    expect(refusal(nested(101))).toBe(message(108));
    expect(refusal(`h_t = ${"tanh ".repeat(101)}x_t`)).toBe(message(512));
    expect(refusal(`h_t = x_t ⊙ ${"-".repeat(101)}x_t`)).toBe(message(114));
  });

  test("names of 64 characters", () => {
    const name = "a".repeat(64);
    expect(cell("c", `${name} = x_t`).output).toBe(name);
    expect(refusal(`${name}a = x_t`)).toBe(
      '[E_EQUATION] cell "c", line 1, column 1: expected a name of at most 64 characters, got 65.',
    );
  });
});

describe("the line shown", () => {
  const shown = (source: string) => refused(source).message.split("\n").slice(1);

  test("stands with its number and carets below the words meant", () => {
    expect(shown("h_t = z_t\n  z_t = σ(W x_t + q_{t-1})")).toEqual([
      "  2 |   z_t = σ(W x_t + q_{t-1})",
      "    |                   ^^^^^^^",
    ]);
  });

  test("keeps carets in place behind tabs and accents", () => {
    expect(shown("\th̃_t = c̃_t ⊙ q_t")).toEqual(["  1 | \th̃_t = c̃_t ⊙ q_t", "    | \t      ^^^"]);
    expect(shown("\tx̃_t = x_t ⊙ c̃_t")).toEqual(["  1 | \tx̃_t = x_t ⊙ c̃_t", "    | \t            ^^^"]);
  });

  test("is cut to the surroundings where long", () => {
    const [line, carets] = shown(`h_t = ${"x_t + ".repeat(50)}q_t${" + x_t".repeat(50)}`);
    expect(line!.length).toBe(108);
    expect(line!.indexOf("q_t")).toBe(carets!.indexOf("^^^"));
  });

  test("carries no control characters to a terminal", () => {
    expect(shown("h_t = x_t \u001b[31m")).toEqual(["  1 | h_t = x_t \uFFFD[31m", "    |           ^"]);
  });
});
