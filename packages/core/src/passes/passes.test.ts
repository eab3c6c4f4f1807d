import { describe, expect, test } from "vitest";
import { gradient } from "../gradient/gradient.ts";
import { bodiesOf, nodesIn, nodesOf } from "../graph/inspect.test.support.ts";
import * as g from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import { allPasses, runPasses } from "./passes.ts";

/** A training step of an LSTM layer whose last state a linear layer reads. */
function lstmStep() {
  const x = g.input("x", ["T", "B", 3]);
  const gates = ["i", "f", "g", "o"];
  const weights = (name: string, shape: number[]) => gates.map((gate) => g.variable(name + gate, shape));
  const [W, U, b] = [weights("W", [6, 3]), weights("U", [6, 6]), weights("b", [6])];
  const [h] = scan({
    axis: "T",
    sequences: [x],
    initial: [g.zeros(["B", 6]), g.zeros(["B", 6])],
    step: ([xt], [before, c]) => {
      const [i, f, n, o] = gates.map((_, k) =>
        g.add(g.add(g.matmul(xt!, W[k]!, "nt"), g.matmul(before!, U[k]!, "nt")), b[k]!),
      );
      const next = g.add(g.mul(g.sigmoid(f!), c!), g.mul(g.sigmoid(i!), g.tanh(n!)));
      return { next: [g.mul(g.sigmoid(o!), g.tanh(next)), next] };
    },
  }).finals;
  const loss = g.mean(g.square(g.matmul(h!, g.variable("V", [1, 6]), "nt")));
  const parameters = [...W, ...U, ...b];
  const found = gradient(loss, parameters);
  const updates = new Map(parameters.map((p, i) => [p, g.sub(p, found.gradients[i]!)]));
  return { results: { loss: found.results[0]! }, updates };
}

describe("all passes together", () => {
  const optimised = runPasses(lstmStep(), allPasses);
  const roots = [...Object.values(optimised.results), ...optimised.updates!.values()];
  const [forward, backward] = bodiesOf(roots);
  const shapeOf = ({ op: { form, rows, columns } }: ReturnType<typeof nodesIn<"matmul">>[number]) => [
    form,
    rows,
    columns,
  ];

  test("leave one product in an LSTM's loop: the states' share of all gates", () => {
    expect(nodesIn(forward!, "matmul").map(shapeOf)).toEqual([["nt", 1, 4]]);
  });

  test("leave one product in its backward loop: all gates' share of the state's gradient", () => {
    expect(nodesIn(backward!, "matmul").map(shapeOf)).toEqual([["nn", 4, 1]]);
  });

  test("compute the inputs' projection and every weight's gradient outside", () => {
    const outside = nodesOf(roots, "matmul");
    const overSteps = (t: (typeof roots)[number]) => t.shape[0] === "T";
    expect(outside.filter((n) => n.op.form === "tn" && n.inputs.every(overSteps))).toHaveLength(8);
    expect(outside.filter((n) => n.op.columns === 4 && n.inputs[0]!.shape.join() === "T,B,3")).toHaveLength(1);
  });

  test("leave the program's results and updates under their names", () => {
    const step = lstmStep();
    const after = runPasses(step, allPasses);
    expect(Object.keys(after.results)).toEqual(["loss"]);
    expect([...after.updates!.keys()]).toEqual([...step.updates.keys()]);
  });

  test("none change a graph when none are asked for", () => {
    const step = lstmStep();
    expect(runPasses(step, []).results.loss).toBe(step.results.loss);
  });
});
