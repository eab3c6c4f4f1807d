import { expect, test } from "vitest";
import { gru } from "../cells/index.ts";
import { flatten } from "./flatten.ts";
import { linear } from "./linear.ts";
import { model } from "./model.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

test("puts the steps of a row side by side, the first one first", () => {
  const net = sequential(flatten()).initialize({ seed: 1, features: 2, steps: 3 });
  const { shape, data } = net.predict([
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  ]);
  expect(shape).toEqual([1, 6]);
  expect([...data]).toEqual([1, 2, 3, 4, 5, 6]);
});

test("leaves rows without steps as they are", () => {
  const net = sequential(linear(3), flatten(), linear(1));
  expect(net.summary({ steps: 1, features: 2 }).rows[1]!.output).toBe("[B, 3]");
});

test("the data say how many steps there are, where nobody else does", () => {
  const net = sequential(recurrent(gru, { hidden: 2, output: "sequence" }), flatten(), linear(1));
  expect(net.summary({ steps: 5, features: 1 }).rows.map(({ output }) => output)).toEqual([
    "[B, 5, 2]",
    "[B, 10]",
    "[B, 1]",
  ]);
});

test("a sequence of any number of steps is refused, with what to do", () => {
  const layer = flatten();
  const net = model({ inputs: { x: ["T", 2] } }, ({ x }) => layer(x));
  expect(() => net.initialize({ seed: 1 })).toThrowError(
    /E_SHAPE\] layer 1, flatten, input: expected \[B, …\] with a number for T.* got \[B, T, 2\]. Try fixesSteps: true beside the inputs of the model/,
  );
});
