import { add, broadcast, concat, div, matmul, mul, neg, slice, sub, type Value } from "../graph/ops.ts";
import type { Shape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Definition, Expression, Orientation } from "./expression.ts";

/** The tensors that a step reads. */
export interface StepInputs {
  x: Tensor;
  previous(state: string): Tensor;
  parameter(name: string): Tensor;
  previousInput(): Tensor;
}

/**
 * One step on symbolic tensors: every definition's value, [B, size] each.
 *
 *   W v → matmul(v, W, "nt") with W [out, in]      v W → matmul(v, W, "nn") with W [in, out]
 *
 * Every product stays a matmul of its own, as written.
 */
export function lower(
  inOrder: readonly Definition[],
  orientation: Orientation,
  inputs: StepInputs,
  sizeOf: (value: string) => number,
): Map<string, Tensor> {
  const values = new Map<string, Tensor>();
  const rows = (size: number): Shape => [inputs.x.shape[0]!, size];

  function lowered(e: Expression): Value {
    switch (e.kind) {
      case "number":
        return e.value;
      case "value":
        return values.get(e.name)!;
      case "state":
        return inputs.previous(e.name);
      case "input":
        return e.previous ? inputs.previousInput() : inputs.x;
      case "column":
        return slice(e.previous ? inputs.previousInput() : inputs.x, 1, e.index, 1);
      case "parameter":
        return inputs.parameter(e.name);
      case "apply":
        return matmul(vector(e.vector), inputs.parameter(e.matrix), orientation === "row" ? "nn" : "nt");
      case "call": {
        const [first, ...rest] = e.arguments.map(lowered) as [Value, ...Value[]];
        return e.function.apply(first, ...rest);
      }
      case "concat":
        return concat(e.parts.map(full), 1);
      case "power":
        return raised(lowered(e.base), e.exponent);
      case "product":
        return e.rest.reduce(
          (product, { operator, value }) => (operator === "⊙" ? mul : div)(product, lowered(value)),
          lowered(e.first),
        );
      case "negative":
        return neg(lowered(e.value));
      case "sum": {
        const [first, ...rest] = e.terms.map(({ sign, value }) => ({ sign, value: lowered(value) }));
        const start = first!.sign === 1 ? first!.value : neg(first!.value);
        return rest.reduce((sum, { sign, value }) => (sign === 1 ? add : sub)(sum, value), start);
      }
    }
  }

  const vector = (e: Expression): Tensor => {
    const value = lowered(e);
    return typeof value === "number" ? broadcast(value, rows(1)) : value;
  };

  /** A part of a concatenation with a row for every example. */
  const full = (e: Expression): Tensor => {
    const value = vector(e);
    return broadcast(value, rows((value.shape.at(-1) ?? 1) as number));
  };

  for (const { name, right } of inOrder) values.set(name, broadcast(lowered(right), rows(sizeOf(name))));
  return values;
}

/** Powers by squaring: x^5 = (x²)² x. */
function raised(x: Value, exponent: number): Value {
  if (exponent === 1) return x;
  const half = raised(x, Math.floor(exponent / 2));
  const even = mul(half, half);
  return exponent % 2 === 0 ? even : mul(even, x);
}
