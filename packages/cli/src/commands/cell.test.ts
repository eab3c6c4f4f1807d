import { afterAll, describe, expect, test } from "vitest";
import { Workplace } from "../run-sluice.test.support.ts";

const place = new Workplace();
afterAll(() => place.remove());
const sluice = (...args: string[]) => place.run(["cell", ...args]);

// Elman's network as notes have it, and the sales cell.
place.write("rnn.tex", "S_{t} = f(U \\cdot X_{t} + W \\cdot S_{t-1})\nO_{t} = g(V \\cdot S_{t})\n");
place.write("keeper.cell", "k_t = σ(W_k x_t + U_k h_{t-1})\nh_t = k_t ⊙ h_{t-1} + (1 − k_t) ⊙ tanh(W x_t + b)\n");
const bound = ["--let", "f=tanh", "--let", "g=identity", "--size", "O=2"];

describe("sluice cell", () => {
  test("prints the equations, states, output, parameters and arithmetic", async () => {
    const { status, stdout, stderr } = await sluice("rnn.tex", ...bound, "--input", "3", "--hidden", "8");
    expect([status, stderr]).toEqual([0, "note: rnn.tex: X_{t} at line 1, column 19 is read as x_t\n"]);
    expect(stdout).toBe(`S_t = tanh(U x_t + W S_{t-1})
O_t = identity(V S_t)

sizes            input 3, hidden 8
states           S [8]
output           O [2]
values to watch  S, O

parameter  shape   count
U          [8, 3]     24
W          [8, 8]     64
V          [2, 8]     16
all                  104

arithmetic per step
multiply-adds of products  104
elementwise operations      16
`);
  });

  test("says of a cell of the library what it is, and from which paper", async () => {
    const { stdout } = await sluice("lstm", "--input", "16", "--hidden", "32");
    expect(stdout).toMatch(/^# [^\n]+\n# Hochreiter and Schmidhuber 1997, [^\n]+\ni_t = σ\(/);
    expect(stdout).toMatch(/\nstates +h \[32\], c \[32\]\n/);
    expect(stdout).toMatch(/\nall +6,272\n/);
    // 4 · 32 · (16 + 32), and 17 operations a unit.
    expect(stdout).toMatch(/\nmultiply-adds of products +6,144\nelementwise operations +544\n$/);
  });

  test("says what parameters start with, where the cell does", async () => {
    expect((await sluice("lstm-forget-bias")).stdout).toMatch(
      /\nparameter +shape +count +first\n[\s\S]*\nb_f +\[16\] +16 +1\n/,
    );
  });

  test("--chart draws the cell, and prints the rest as ever", async () => {
    const plain = await sluice("keeper.cell");
    const { status, stdout, stderr } = await sluice("keeper.cell", "--chart", "pictures/keeper.svg");
    expect([status, stdout, stderr]).toEqual([0, plain.stdout, "wrote pictures/keeper.svg\n"]);
    expect(place.read("pictures/keeper.svg")).toMatch(/^<svg [^>]+>\n<title[^>]*>The cell keeper</);
  });

  test("--json prints one object with exactly these keys, in this order", async () => {
    const { status, stdout } = await sluice("keeper.cell", "--input", "3", "--hidden", "8", "--json");
    expect([status, stdout]).toEqual([
      0,
      '{"name":"keeper","states":["h"],"output":"h",' +
        '"parameters":{"W_k":[8,3],"U_k":[8,8],"W":[8,3],"b":[8]},"count":120,"watch":["k","h"]}\n',
    ]);
  });

  test("--bias adds the bias that a gate lacks", async () => {
    const { parameters, count } = JSON.parse((await sluice("keeper.cell", "--bias", "--hidden", "8", "--json")).stdout);
    expect([parameters.b_k, count]).toEqual([[8], 128]);
  });

  test("--output chooses what is given out", async () => {
    expect(JSON.parse((await sluice("rnn.tex", ...bound, "--output", "S", "--json")).stdout).output).toBe("S");
    place.write("two.cell", "a_t = tanh(W x_t)\nb_t = tanh(V x_t)\n");
    const { status, stderr } = await sluice("two.cell");
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/two\.cell, line 2, column 1: .* Try --output b to say/),
    ]);
    expect((await sluice("two.cell", "--output", "b")).stdout).toMatch(/\nstates +none: .*\noutput +b \[16\]\n/);
  });

  test("--inputs names the columns, and sizes the input", async () => {
    place.write("shop.cell", "h_t = tanh(W_s x_t[sales] + W_h x_t[1] + U h_{t-1})\n");
    const { stdout } = await sluice("shop.cell", "--inputs", "sales,holiday,weather");
    expect(stdout).toMatch(/^h_t = tanh\(W_s x_t\[sales\] \+ W_h x_t\[holiday\] \+ U h_\{t-1\}\)\n/);
    expect(stdout).toMatch(/\nsizes +input 3, hidden 16\ncolumns of x +sales, holiday, weather\n/);
    const { status, stderr } = await sluice("shop.cell");
    expect([status, stderr]).toEqual([1, expect.stringContaining("Try --inputs sales,… to name the input's columns")]);
  });

  test("--latex prints LaTeX that reads as the same cell", async () => {
    const { status, stdout } = await sluice("lstm", "--latex");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\\begin\{aligned\}\n {2}i_t &= \\sigma\(W_i x_t \+ U_i h_\{t-1\} \+ b_i\) \\\\\n/);
    place.write("lstm.tex", stdout);
    const [own, library] = [await sluice("lstm.tex", "--json"), await sluice("lstm", "--json")];
    expect(own).toEqual(library);
  });

  test("--compare puts another cell beside it", async () => {
    const { status, stdout } = await sluice("keeper.cell", "--compare", "lstm", "--input", "3", "--hidden", "8");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^keeper\.cell\n\nk_t = [\s\S]*\n\nlstm\n\n# [\s\S]*\nh_t = o_t ⊙ tanh\(c_t\)\n\n/);
    const rows = stdout.split("\n").slice(-20, -1);
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
      ["", "keeper.cell", "lstm", "ratio"],
      ["sizes", "input 3, hidden 8", "input 3, hidden 8"],
      ["states", "h [8]", "h [8], c [8]"],
      ["output", "h [8]", "h [8]"],
      ["parameters", "W_k [8, 3]", "W_i [8, 3]"],
      ["", "U_k [8, 8]", "U_i [8, 8]"],
      ["", "W [8, 3]", "b_i [8]"],
      ["", "b [8]", "W_f [8, 3]"],
      ...["U_f [8, 8]", "b_f [8]", "W_g [8, 3]", "U_g [8, 8]", "b_g [8]"].map((text) => ["", text]),
      ...["W_o [8, 3]", "U_o [8, 8]", "b_o [8]"].map((text) => ["", text]),
      ["parameter count", "120", "384", "0.31"],
      ["multiply-adds a step", "112", "352", "0.32"],
      ["elementwise a step", "64", "136", "0.47"],
    ]);
  });

  test("--compare shows both at the first one's sizes, where the other takes them", async () => {
    expect((await sluice("keeper.cell", "--compare", "sales", "--input", "3")).stdout).toMatch(
      /\nsizes +input 3, hidden 16 +input 3, hidden 16\n/,
    );
    place.write("wide.cell", "h_t = tanh(W x_t + U h_{t-1}) + x_t[7]\n");
    expect((await sluice("wide.cell", "--compare", "gru")).stdout).toMatch(
      /\nsizes +input 8, .* +input 8, hidden 16\n/,
    );
    expect((await sluice("gru", "--compare", "wide.cell")).stdout).toMatch(
      /\nsizes +input 3, .* +input 8, hidden 16\n/,
    );
  });

  test("- reads standard input", async () => {
    const piped = await place.run(["cell", "-", "--json"], { input: "h_t = tanh(W x_t + U h_{t-1})" });
    expect(JSON.parse(piped.stdout)).toMatchObject({ name: "cell", count: 304 });
    const wrong = await place.run(["cell", "-"], { input: "h_t = tanh(W x_t" });
    expect([wrong.status, wrong.stderr.split("\n")[0]]).toEqual([
      1,
      expect.stringContaining("[E_EQUATION] standard input, line 1, column 11: expected ) to close this ("),
    ]);
    const endless = await place.run(["cell", "-"], { input: "#".repeat(10_000_000) });
    expect([endless.status, endless.stderr]).toEqual([1, expect.stringMatching(/standard input: .*64 KiB/)]);
  });

  test("says when --hidden has no effect", async () => {
    place.write("tied.cell", "h_t = tanh(x_t + U h_{t-1})\n");
    const { status, stderr } = await sluice("tied.cell", "--input", "5", "--hidden", "8");
    expect([status, stderr]).toEqual([
      0,
      "note: tied.cell: --hidden 8 changes nothing: the equations leave no size open\n",
    ]);
    expect((await sluice("keeper.cell", "--hidden", "8")).stderr).toBe("");
  });

  test.runIf(process.platform !== "win32")(
    "lets no control character of a name or a column reach the terminal",
    async () => {
      place.write("odd\u001b[31m.cell", "H_t = tanh(W x_t[0] + U h_{t-1})\n");
      const { status, stdout, stderr } = await sluice("odd\u001b[31m.cell", "--inputs", "a\u001b]0;b,c");
      expect([status, `${stdout}${stderr}`]).toEqual([0, expect.not.stringContaining("\u001b")]);
    },
  );
});

describe("what cannot be shown is told in one line, with nothing on standard output", () => {
  const equations: Record<string, string | Uint8Array> = {
    "empty.cell": "",
    "notes.cell": "hello world",
    "open.cell": "z_t = σ(W x_t\nh_t = z_t\n",
    "closed.cell": "h_t = tanh W x_t + U h_{t-1})",
    "unknown.cell": "h_t = tanh(W x_t + Q h_{t-1})",
    "sizes.cell": "h_t = tanh(W x_t + U h_{t-1})\ny_t = [h_t; x_t] + h_t",
    "open-f.tex": "$$S_{t} = f(U \\cdot X_{t})$$",
    "over.cell": "h_t = x_t\n".repeat(7000),
    "binary.cell": Uint8Array.of(0, 1, 2, 3),
    "paper.pdf": "%PDF-1.5\n",
    "table.csv": "date,sales\n2020-01-01,3\n",
  };
  for (const [name, content] of Object.entries(equations)) place.write(name, content);

  test.each<[string[], RegExp, number?]>([
    [["empty.cell"], /\[E_EQUATION\] empty\.cell, line 1, column 1: expected at least one equation, got none\./],
    [["notes.cell"], /\[E_EQUATION\] notes\.cell, line 1, column 7: .*\n.*hello world\n +\| +\^{5}$/],
    [["open.cell"], /\[E_EQUATION\] open\.cell, line 1, column 8: expected \) to close this \(.*\n.*\n +\| +\^$/],
    [["closed.cell"], /\[E_EQUATION\] closed\.cell, line 1, column 29: .*\n.*\n +\| +\^$/],
    [["unknown.cell"], /\[E_EQUATION\] unknown\.cell, line 1, column 20: .* Try W_Q, if a parameter is meant\./],
    [["sizes.cell"], /\[E_EQUATION\] sizes\.cell, line 2, column 20: expected one size .*\n.*\n +\| +\^/],
    [["open-f.tex"], /\[E_EQUATION\] open-f\.tex, line 1, column 11: .* Try --let f=tanh to say which/],
    [["open-f.tex", "--let", "f=tahn"], /\[E_ARGUMENT\] open-f\.tex, --let: .* got tahn\. Try tanh\./, 2],
    [["open-f.tex", "--let", "f"], /\[E_USAGE\] --let: expected a name and a function/, 2],
    [["keeper.cell", "--size", "q=2"], /\[E_ARGUMENT\] keeper\.cell, --size: .* got q\./, 2],
    [["keeper.cell", "--output", "q"], /\[E_ARGUMENT\] keeper\.cell, --output: expected one of k, h, got q\./, 2],
    [["keeper.cell", "--inputs", "a,a"], /\[E_ARGUMENT\] keeper\.cell, --inputs: .*got a twice\./, 2],
    [["keeper.cell", "--inputs", "a,b", "--input", "3"], /\[E_SHAPE\] cell "keeper": expected an input of 2 columns/],
    [["over.cell"], /\[E_FORMAT\] over\.cell: expected at most 64 KiB of equations, got more\./],
    [["binary.cell"], /\[E_FORMAT\] binary\.cell: .*got a binary file\./],
    [["paper.pdf"], /\[E_FORMAT\] paper\.pdf: .*got a PDF file\./],
    [["table.csv"], /\[E_EQUATION\] table\.csv, line 1, column 5: /],
    [["none.cell"], /\[E_FILE\] none\.cell: expected a file that can be read, got no such file\./],
    [["."], /\[E_FILE\] \.: .*got a folder\./],
    [[""], /\[E_ARGUMENT\] "": expected a cell of the library or a file/, 2],
    [["lsmt"], /\[E_ARGUMENT\] lsmt: expected a cell of the library or a file with equations.* Try lstm\./, 2],
    [["lstm", "--compare", "gur"], /\[E_ARGUMENT\] gur: .* Try gru\./, 2],
    [["lstm", "--let", "f=tanh"], /\[E_USAGE\] --let: .*got the library's lstm\. Try sluice cell lstm --latex > /, 2],
    [["lstm", "--latex", "--json"], /\[E_USAGE\] sluice cell: expected one of --latex, --json and --compare/, 2],
    [["-", "--compare", "-"], /\[E_USAGE\] --compare -: .*got standard input twice/, 2],
    [["lstm", "--chart", "lstm.pdf"], /\[E_USAGE\] --chart lstm\.pdf: expected a name that ends in/, 2],
    [["keeper.cell", "--chart", "./keeper.cell.svg", "--compare", "keeper.cell.svg"], /\[E_USAGE\] --chart: /, 2],
    [["lstm", "--hidden", "0"], /\[E_USAGE\] --hidden: expected a whole number from 1 to 1,000,000, got "0"/, 2],
    [["lstm", "--input", "9".repeat(30)], /\[E_USAGE\] --input: /, 2],
    [[], /\[E_USAGE\] sluice cell: expected the argument FILE\|NAME, got none\./, 2],
    [["lstm", "gru"], /\[E_USAGE\] sluice cell: expected the argument FILE\|NAME, got several/, 2],
  ])("%j", async (args, message, status = 1) => {
    const ended = await sluice(...args);
    expect(ended.stderr.trimEnd()).toMatch(message);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect([ended.status, ended.stdout]).toEqual([status, ""]);
  });
});
