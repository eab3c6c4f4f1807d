import { expect, expectTypeOf, test } from "vitest";
import { add, type Cell, defineCell, matmul, mul, sigmoid, sub, type Tensor, tanh } from "../index.ts";

/** Read by the type checker alone: never called. */
function wrongDefinitions(): void {
  const states = { h: "hidden", c: 8 } as const;
  const parameters = { W: ["hidden", "input"], b: [({ hidden }: { hidden: number }) => 2 * hidden] } as const;

  const right = defineCell("right", {
    states: { h: "hidden", c: 8 },
    parameters: { W: ["hidden", "input"], U: [({ input, hidden }) => input + hidden, "hidden"], b: ["hidden", 3] },
    output: "f",
    inputs: ["sales", "price"],
    init: { b: 1, U: "orthogonal" },
    step(x, { h, c }, { W, U, b }) {
      expectTypeOf(x).toEqualTypeOf<Tensor>();
      expectTypeOf(h).toEqualTypeOf<Tensor>();
      expectTypeOf(U).toEqualTypeOf<Tensor>();
      const f = sigmoid(add(matmul(x, W, "nt"), b));
      return { f, h: mul(f, h), c: sub(c, U) };
    },
  });
  expectTypeOf(right).toEqualTypeOf<Cell>();

  // A step elsewhere says itself what it takes.
  const step = (x: Tensor, { h }: { h: Tensor }, { W }: { W: Tensor }) => ({ h: add(h, matmul(x, W)) });
  defineCell("elsewhere", { states: { h: "hidden" }, parameters: { W: ["input", "hidden"] }, output: "h", step });
  // A cell may be without parameters, and its output a state.
  defineCell("sum", { states: { h: "input" }, parameters: {}, output: "h", step: (x, { h }) => ({ h: add(x, h) }) });

  // @ts-expect-error a state there is not
  defineCell("wrong", { states, parameters, output: "h", step: (_, { h, k }) => ({ h, c: add(h, k) }) });
  // @ts-expect-error a parameter there is not
  defineCell("wrong", { states, parameters, output: "h", step: (_, { h, c }, { U }) => ({ h, c: add(c, U) }) });
  // @ts-expect-error a parameter is no state
  defineCell("wrong", { states, parameters, output: "h", step: (_, { h, W }) => ({ h, c: W }) });
  // @ts-expect-error the next c is missing
  defineCell("wrong", { states, parameters, output: "h", step: (_, { h }) => ({ h }) });
  // @ts-expect-error a value is a tensor, not a number
  defineCell("wrong", { states, parameters, output: "h", step: (_, { h, c }) => ({ h, c, f: 1 }) });
  // @ts-expect-error a state is a tensor, not a text
  defineCell("wrong", { states, parameters, output: "h", step: (_, { h }) => ({ h, c: "c" }) });
  // @ts-expect-error an output that the step does not give
  defineCell("wrong", { states, parameters, output: "y", step: (_, { h, c }) => ({ h, c }) });
  // @ts-expect-error first values of a parameter there is not
  defineCell("wrong", { states, parameters, output: "h", init: { U: 1 }, step: (_, { h, c }) => ({ h, c }) });
  // @ts-expect-error first values that there are not
  defineCell("wrong", { states, parameters, output: "h", init: { W: "random" }, step: (_, { h, c }) => ({ h, c }) });
  // @ts-expect-error a size there is not
  defineCell("wrong", { states: { h: "width" }, parameters: {}, output: "h", step: (_, { h }) => ({ h }) });
  // @ts-expect-error a shape is a list
  defineCell("wrong", { states: {}, parameters: { b: "hidden" }, output: "y", step: (_, __, { b }) => ({ y: b }) });
  // @ts-expect-error an option there is not
  defineCell("wrong", { states: {}, parameters: {}, output: "y", bias: true, step: (y) => ({ y }) });
  // @ts-expect-error the output is needed
  defineCell("wrong", { states: {}, parameters: {}, step: (y) => ({ y }) });
  // @ts-expect-error x is a tensor, not a number
  defineCell("wrong", { states: {}, parameters: {}, output: "y", step: (x) => ({ y: tanh(x * 2) }) });
}

test("wrong definitions of cells do not compile", () => {
  expect(wrongDefinitions).toBeTypeOf("function");
});
