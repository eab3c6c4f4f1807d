import { erf } from "../../math/erf.ts";
import { exp } from "../../math/exp.ts";
import { log, log1p } from "../../math/log.ts";
import { sigmoid, softplus } from "../../math/sigmoid.ts";
import { tanh } from "../../math/tanh.ts";
import type { OperatorNode } from "./wiring.ts";

type Operate = (...values: number[]) => number;

/** Functions that look at one unit alone; `norm` and `softmax` are none. */
const FUNCTIONS: Readonly<Record<string, Operate>> = {
  σ: (x) => sigmoid(x!),
  tanh: (x) => tanh(x!),
  relu: (x) => Math.max(x!, 0),
  exp: (x) => exp(x!),
  log: (x) => log(x!),
  log1p: (x) => log1p(x!),
  erf: (x) => erf(x!),
  softplus: (x) => softplus(x!),
  hard_sigmoid: (x) => Math.max(Math.min(0.2 * x! + 0.5, 1), 0),
  abs: (x) => Math.abs(x!),
  sqrt: (x) => Math.sqrt(x!),
  sign: (x) => Math.sign(x!),
  min: (...all) => Math.min(...all),
  max: (...all) => Math.max(...all),
  identity: (x) => x!,
  "<": (a, b) => (a! < b! ? 1 : 0),
  "=": (a, b) => (a === b ? 1 : 0),
  power: (base, exponent) => Array.from({ length: exponent! }).reduce<number>((product) => product * base!, 1),
};

/** Whether one unit's values say an operation's value of that unit. */
export const isUnitwise = (operation: string): boolean =>
  operation === "sum" || operation === "product" || Object.hasOwn(FUNCTIONS, operation);

/**
 * The value of an operator for one unit, in float64, given those of the nodes that it is applied to.
 *
 * `node.exact` says whether it has one: where parameters take part it has none.
 */
export function operatorValue({ operation, operands }: OperatorNode, nodeValue: (id: string) => number): number {
  const value = (of: string | number) => (typeof of === "number" ? of : nodeValue(of));
  if (operation === "product")
    return operands.reduce((product, { of, mark }) => (mark === "over" ? product / value(of) : product * value(of)), 1);
  const signed = operands.map(({ of, mark }) => (mark === "minus" ? -value(of) : value(of)));
  return operation === "sum" ? signed.reduce((sum, one) => sum + one, 0) : FUNCTIONS[operation]!(...signed);
}
