import { cell, cells, cellWiring, gru } from "@sluice/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layoutOf } from "./cell-picture.ts";
import type { Direction, Layout, PlacedNode } from "./layout.ts";
import { diagramWords } from "./words.ts";

const twelve = cell(
  "twelve",
  `a_t = σ(W_a x_t + U_a h_{t-1} + b_a)
  b1_t = σ(W_b x_t + U_b h_{t-1} + b_b)
  d_t = σ(W_d x_t + U_d c_{t-1} + b_d)
  e_t = tanh(W_e x_t + U_e (a_t ⊙ h_{t-1}) + b_e)
  k_t = tanh(W_k x_t + U_k (b1_t ⊙ h_{t-1}) + b_k)
  m_t = σ(W_m x_t + b_m)
  n_t = m_t ⊙ e_t + (1 − m_t) ⊙ k_t
  c_t = d_t ⊙ c_{t-1} + (1 − d_t) ⊙ n_t
  q_t = exp(−abs(c_t))
  s_t = q_t / (1 + q_t)
  o_t = σ(W_o x_t + U_o c_t + b_o)
  h_t = o_t ⊙ tanh(c_t) ⊙ s_t`,
);
const columns = cell("columns", "h_t = tanh(W_a x_t[a] + W_b x_t[b] + W_c x_t[c] + V x_{t-1} + U h_{t-1})", {
  inputs: ["a", "b", "c"],
});

const edges = ({ x, y, width, height }: PlacedNode) => ({
  left: x - width / 2,
  right: x + width / 2,
  top: y - height / 2,
  bottom: y + height / 2,
});

/** Points along a path of lines and Bézier curves, a few on every piece. */
function pointsOf(path: string): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  for (const [, command, text] of path.matchAll(/([MLC])([^MLC]*)/g)) {
    const n = text!.split(" ").map(Number);
    const from = points.at(-1);
    if (command === "M" || from === undefined) points.push({ x: n[0]!, y: n[1]! });
    else if (command === "L")
      for (let i = 1; i <= 12; i++)
        points.push({ x: from.x + ((n[0]! - from.x) * i) / 12, y: from.y + ((n[1]! - from.y) * i) / 12 });
    else
      for (let i = 1; i <= 12; i++) {
        const [t, u] = [i / 12, 1 - i / 12];
        const at = (a: number, b: number, c: number, d: number) =>
          u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
        points.push({ x: at(from.x, n[0]!, n[2]!, n[4]!), y: at(from.y, n[1]!, n[3]!, n[5]!) });
      }
  }
  return points;
}

const all = [...cells, twelve, columns];
const ways = all.flatMap((one) =>
  (["right", "down"] as const).flatMap((direction) =>
    [false, true].map((numbers): [string, Direction, boolean, typeof one] => [one.name, direction, numbers, one]),
  ),
);

const laid = (one: (typeof all)[number], direction: Direction, numbers: boolean): Layout =>
  layoutOf(cellWiring(one), diagramWords("en"), { direction, hasNumber: () => numbers });

/** Which nodes lie on each other. */
function touching({ nodes }: Layout): string[] {
  const boxes = nodes.map((node) => ({ id: node.node.id, ...edges(node) }));
  return boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.id} on ${b.id}`),
  );
}

/** Which wires pass through nodes that they do not end at. */
function through({ nodes, wires }: Layout): string[] {
  return wires.flatMap(({ wire, path }) =>
    nodes
      .filter(({ node }) => node.id !== wire.from && node.id !== wire.to)
      .filter((node) => {
        const { left, right, top, bottom } = edges(node);
        return pointsOf(path).some(({ x, y }) => x > left + 1 && x < right - 1 && y > top + 1 && y < bottom - 1);
      })
      .map(({ node }) => `${wire.from} → ${wire.to} through ${node.id}`),
  );
}

describe.each(ways)("the layout of %s to the %s, numbers %s", (_, direction, numbers, one) => {
  const layout = laid(one, direction, numbers);

  test("has no two nodes on each other", () => {
    expect(touching(layout)).toEqual([]);
  });

  test("leads no wire through a node", () => {
    expect(through(layout)).toEqual([]);
  });

  test("stays within its size", () => {
    for (const node of layout.nodes) {
      const { left, right, top, bottom } = edges(node);
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(-0.2);
      expect(right).toBeLessThanOrEqual(layout.width + 0.2);
      expect(bottom).toBeLessThanOrEqual(layout.height + 0.2);
    }
    for (const { path } of layout.wires)
      for (const { x, y } of pointsOf(path)) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(-0.2);
        expect(x).toBeLessThanOrEqual(layout.width + 0.2);
        expect(y).toBeLessThanOrEqual(layout.height + 0.2);
      }
  });

  test("goes one way: every wire ends beyond where it begins", () => {
    for (const { path } of layout.wires) {
      const points = pointsOf(path);
      const along = direction === "right" ? "x" : "y";
      expect(points.at(-1)![along]).toBeGreaterThan(points[0]![along]);
    }
  });
});

describe("a layout", () => {
  const middleOf = (layout: Layout, id: string) => layout.nodes.find(({ node }) => node.id === id)!;

  test("has states at the left and the right end, and inputs at the bottom", () => {
    const layout = laid(gru, "right", false);
    const between = layout.nodes.filter(({ node }) => node.kind === "value" || node.kind === "operator");
    for (const { x, y } of between) {
      expect(middleOf(layout, "previous h").x).toBeLessThan(x);
      expect(middleOf(layout, "next h").x).toBeGreaterThan(x);
      expect(middleOf(layout, "input").y).toBeGreaterThan(y);
    }
  });

  test("is the same every time", () => {
    expect(laid(gru, "right", true)).toEqual(laid(gru, "right", true));
  });

  test("keeps nodes and wires apart in any cell", () => {
    const value = fc.record({ form: fc.nat(6), a: fc.nat(20), b: fc.nat(20), state: fc.nat(20) });
    const cellOf = (parts: readonly { form: number; a: number; b: number; state: number }[]) => {
      const lines = parts.map(({ form, a, b, state }, i) => {
        const earlier = (k: number) => (i === 0 ? "x_t[0]" : `v${k % i}_t`);
        const [one, other, before] = [earlier(a), earlier(b), `v${state % parts.length}_{t-1}`];
        const right = [
          `σ(W_${i} x_t[1] + U_${i} ${before} + b_${i})`,
          `tanh(W_${i} ${one} + U_${i} (${other} ⊙ ${before}))`,
          `${one} ⊙ ${before} + (1 − ${one}) ⊙ tanh(${other})`,
          `${one} / (1 + abs(${before}))`,
          `max(${one}, ${other} − ${before}, 0.5)`,
          `softplus(−${one}) ⊙ (U_${i} ${before} + b_${i})`,
          `norm(W_${i} x_t[2] + V_${i} ${before}) ⊙ p_${i} + ${one}`,
        ][form];
        return `v${i}_t = ${right}`;
      });
      const last = parts.length - 1;
      return cell("any", [...lines, `y_t = v${last}_t + v${last}_{t-1}`].join("\n"), { inputs: ["a", "b", "c"] });
    };
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 9 }),
        fc.constantFrom("right", "down"),
        (parts, direction) => {
          const layout = laid(cellOf(parts), direction, true);
          expect([...touching(layout), ...through(layout)]).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
