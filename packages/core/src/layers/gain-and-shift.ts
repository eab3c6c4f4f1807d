import { add, mul } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { InitByName } from "./init-by-name.ts";
import { parameter } from "./trace.ts";

/** x ⊙ g + b, learned for every feature: the last step of a normalisation. Shapes: x […, F]; g, b [F], at first 1 and 0. */
export function gainAndShift(x: Tensor, features: number, init: InitByName): Tensor {
  const gain = parameter("g", [features], { init: init.g ?? "ones" });
  return add(mul(x, gain), parameter("b", [features], { init: init.b ?? "zeros" }));
}
