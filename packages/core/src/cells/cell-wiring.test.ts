import { describe, expect, test } from "vitest";
import {
  add,
  type CellWiring,
  cell,
  cells,
  cellWiring,
  defineCell,
  gru,
  lstm,
  lstmCoupled,
  lstmLayerNorm,
  matmul,
  mul,
  operatorValue,
  sales,
  sigmoid,
  slstm,
  sub,
  tanh,
} from "../index.ts";

/** Wires as text: operators by what they do and to what, so that their numbering does not matter. */
function wiresOf({ nodes, wires }: CellWiring): string[] {
  const shown = (id: string): string => {
    const node = nodes.find((one) => one.id === id)!;
    switch (node.kind) {
      case "operator": {
        const into = wires.filter(({ to }) => to === id);
        return `(${into.map(({ from, mark }) => `${mark === null ? "" : `${mark} `}${shown(from)}`).join(` ${node.label} `) || node.label}${into.length === 1 ? ` ${node.label}` : ""})`;
      }
      case "input":
        return `x${node.column === null ? "" : `[${node.columnName}]`}${node.previous ? "'" : ""}`;
      case "previous":
        return `${node.name}'`;
      case "value":
        return node.name;
      case "next":
        return `next ${node.name}`;
      case "output":
        return "output";
    }
  };
  return wires
    .filter(({ to }) => nodes.find((node) => node.id === to)!.kind !== "operator")
    .map(({ from, to, weights, mark }) =>
      [shown(from), "→", shown(to), ...weights, ...(mark === null ? [] : [mark])].join(" "),
    );
}

const rolesOf = ({ nodes }: CellWiring) =>
  Object.fromEntries(nodes.flatMap((node) => (node.kind === "value" ? [[node.name, node.role]] : [])));

describe("the wiring of a cell", () => {
  test("of the gru is that of its drawings", () => {
    expect(wiresOf(cellWiring(gru))).toEqual([
      "x → z W_z",
      "h' → z U_z",
      "x → r W_r",
      "h' → r U_r",
      "x → n W_n",
      "(r ⊙ h') → n U_n",
      "(((z 1−) ⊙ h') + (z ⊙ n)) → h",
      "h → next h",
      "h → output",
    ]);
    expect(rolesOf(cellWiring(gru))).toEqual({ z: "gate", r: "gate", n: "candidate", h: "state" });
  });

  test("of the lstm is that of its drawings", () => {
    expect(wiresOf(cellWiring(lstm))).toEqual([
      "x → i W_i",
      "h' → i U_i",
      "x → f W_f",
      "h' → f U_f",
      "x → g W_g",
      "h' → g U_g",
      "x → o W_o",
      "h' → o U_o",
      "((f ⊙ c') + (i ⊙ g)) → c",
      "(o ⊙ (c tanh)) → h",
      "h → next h",
      "c → next c",
      "h → output",
    ]);
    expect(rolesOf(cellWiring(lstm))).toEqual({
      ...{ i: "gate", f: "gate", o: "gate" },
      ...{ g: "candidate", c: "state", h: "state" },
    });
  });

  test("has a node for each column that equations take, and for a product that a gate multiplies", () => {
    const wires = wiresOf(cellWiring(sales));
    expect(wires).toContain("x[holiday] → z W_zh");
    expect(wires).toContain("(r ⊙ (h' U)) → ĥ");
  });

  test("tells the sign of what is taken away, and what is divided by", () => {
    const wires = wiresOf(cellWiring(slstm));
    expect(wires).toContain("m → i minus");
    expect(wires).toContain("((o ⊙ c) ÷ over (n max)) → h");
  });

  test("knows a gate by what its equation says of its range, not by its name", () => {
    expect(rolesOf(cellWiring(lstmCoupled)).f).toBe("gate");
    const odd = cell("odd", "q_t = σ(W x_t) ⊙ σ(V x_t)\nk_t = 2 ⊙ q_t − 1\nh_t = q_t ⊙ h_{t-1} + k_t");
    expect(rolesOf(cellWiring(odd))).toEqual({ q: "gate", k: "candidate", h: "state" });
  });

  test.each(cells.map((one) => [one.name, one] as const))("of %s has every named value and no loose end", (_, one) => {
    const { nodes, wires } = cellWiring(one);
    const values = nodes.flatMap((node) => (node.kind === "value" ? [node.name] : []));
    expect([...values].sort()).toEqual([...one.watch].sort());
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
    for (const { from, to } of wires)
      expect([nodes.some(({ id }) => id === from), nodes.some(({ id }) => id === to)]).toEqual([true, true]);
    const ends = nodes.filter(({ kind }) => kind !== "next" && kind !== "output");
    for (const { id } of ends) expect(wires.some(({ from }) => from === id)).toBe(true);
    expect(nodes.filter(({ kind }) => kind === "next")).toHaveLength(one.states.length);
  });

  test("draws what is written twice once", () => {
    const twice = cell("twice", "z_t = σ(W x_t)\nh_t = (1 − z_t) ⊙ h_{t-1}\ny_t = (1 − z_t) ⊙ tanh(h_t)");
    const labels = cellWiring(twice).nodes.flatMap((node) => (node.kind === "operator" ? [node.label] : []));
    expect(labels.filter((label) => label === "1−")).toHaveLength(1);
  });

  test("says of an operator whether its operands alone make its value", () => {
    const operators = cellWiring(lstmLayerNorm).nodes.filter((node) => node.kind === "operator");
    expect(operators.filter(({ exact }) => !exact).every(({ label }) => label === "norm")).toBe(true);
    expect(operators.filter(({ label }) => label === "norm")).toHaveLength(9);
  });

  test("keeps the input of the step before apart", () => {
    const two = cell("two", "h_t = tanh(W x_t + V x_{t-1} + U h_{t-1})");
    expect(wiresOf(cellWiring(two))).toEqual(["x → h W", "x' → h V", "h' → h U", "h → next h", "h → output"]);
  });
});

describe("the wiring of a cell from code", () => {
  const coded = defineCell("coded gru", {
    states: { h: "hidden" },
    parameters: { W: ["hidden", "input"], U: ["hidden", "hidden"], b: ["hidden"], V: ["hidden", "input"] },
    output: "h",
    step(x, { h }, { W, U, b, V }) {
      const z = sigmoid(add(add(matmul(x, W, "nt"), matmul(h, U, "nt")), b));
      const n = tanh(matmul(x, V, "nt"));
      return { z, n, h: add(mul(sub(1, z), h), mul(z, n)) };
    },
  });

  test("is that of the same equations", () => {
    const written = cell(
      "written",
      "z_t = σ(W x_t + U h_{t-1} + b)\nn_t = tanh(V x_t)\nh_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ n_t",
    );
    expect(wiresOf(cellWiring(coded)).sort()).toEqual(wiresOf(cellWiring(written)).sort());
    expect(rolesOf(cellWiring(coded))).toEqual(rolesOf(cellWiring(written)));
  });

  test("draws every cell of the library as its equations do, when its step is all there is", () => {
    for (const one of cells) {
      if (one.states.includes("x") || one === lstmLayerNorm) continue;
      const { inputs } = one;
      const sizes = { input: inputs?.length ?? 3, hidden: 5 };
      const again = defineCell(one.name, {
        states: Object.fromEntries(one.states.map((state) => [state, "hidden" as const])),
        parameters: Object.fromEntries(
          Object.entries(one.parameters(sizes) as Record<string, readonly number[]>).map(([name, shape]) => [
            name,
            shape.map((size) => (size === 5 ? ("hidden" as const) : size === 3 && !inputs ? ("input" as const) : size)),
          ]),
        ),
        output: one.output,
        ...(inputs && { inputs }),
        step: (x, states, parameters) => one.step(x, states, parameters) as Record<string, typeof x>,
      });
      expect(wiresOf(cellWiring(again)).sort(), one.name).toEqual(wiresOf(cellWiring(one)).sort());
    }
  });
});

describe("the value of an operator", () => {
  const valueIn = (source: string, label: string, values: Record<string, number>) => {
    const { nodes } = cellWiring(cell("of", source));
    const node = nodes.find((one) => one.kind === "operator" && one.label === label)!;
    expect(node).toMatchObject({ exact: true });
    return operatorValue(node as typeof node & { kind: "operator" }, (id) => values[id]!);
  };

  test.each([
    ["h_t = (1 − z_t) ⊙ h_{t-1}\nz_t = σ(W x_t)", "1−", { "value z": 0.25 }, 0.75],
    ["h_t = z_t ⊙ h_{t-1}\nz_t = σ(W x_t)", "⊙", { "value z": 0.25, "previous h": -2 }, -0.5],
    ["h_t = z_t / max(abs(h_{t-1}), 1)\nz_t = σ(W x_t)", "max", { "operator 1": 0.3 }, 1],
    ["h_t = h_{t-1}^2 + tanh(W x_t)", "( )²", { "previous h": -3 }, 9],
    ["h_t = tanh(−h_{t-1}) + relu(W x_t)", "tanh", { "previous h": 20 }, -1],
  ])("%s: %s", (source, label, values, expected) => {
    expect(valueIn(source, label, values as Record<string, number>)).toBe(expected);
  });
});
