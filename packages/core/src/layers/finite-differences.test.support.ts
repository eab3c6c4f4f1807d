import { expect } from "vitest";
import { gradient } from "../gradient/gradient.ts";
import * as g from "../graph/ops.ts";
import type { Shape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { randomKey } from "../math/keyed-uniform.ts";
import { engine } from "../program.ts";
import { RANDOM_KEY, trace } from "./trace.ts";

/** Every derivative of Σ y² by every parameter, in training, against differences with the same random numbers. */
export function expectFiniteDifferences(
  build: (x: Tensor, lengths: Tensor) => Tensor,
  { steps = 4, features = 2, lengths = [4, 2, 3] }: { steps?: number; features?: number; lengths?: number[] } = {},
): void {
  const shape: Shape = ["T", "B", features];
  const { result: y, trace: traced } = trace(() => build(g.input("x", shape), g.input("lengths", ["B"])), {
    training: true,
  });
  const parameters = [...traced.parameters.values()];
  const found = gradient(
    g.sum(g.square(y)),
    parameters.map(({ tensor }) => tensor),
  );
  const exact = engine({ backend: "reference" });
  const slopes = Object.fromEntries(found.gradients.map((slope, i) => [`${i}`, slope!]));
  const program = exact.compile({ results: { loss: found.results[0]!, ...slopes } });
  const weights = parameters.map(({ name, shape }, n) => {
    exact.declare(name, shape);
    return Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(3 * i + n) * 0.7);
  });
  const x = Float64Array.from({ length: steps * lengths.length * features }, (_, i) => Math.cos(2 * i));
  const run = () => {
    parameters.forEach(({ name }, i) => {
      exact.write(name, weights[i]!);
    });
    const given = { x, lengths, [RANDOM_KEY]: randomKey(5, 1) };
    const inputs = Object.fromEntries(Object.keys(program.inputs).map((name) => [name, given[name as "x"]!]));
    program.run(inputs, { T: steps, B: lengths.length });
    return program.scalar("loss");
  };
  run();
  const derivatives = weights.map((_, i) => program.result(`${i}`).data.slice());
  expect(derivatives.every((each) => each.some((value) => value !== 0))).toBe(true);
  weights.forEach((values, i) => {
    values.forEach((value, k) => {
      const at = (offset: number) => {
        values[k] = value + offset;
        const loss = run();
        values[k] = value;
        return loss;
      };
      expect(derivatives[i]![k], `${parameters[i]!.name}[${k}]`).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 6);
    });
  });
}
