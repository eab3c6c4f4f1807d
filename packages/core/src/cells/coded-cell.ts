import { nearest } from "../checks/nearest.ts";
import { byName } from "../equations/cell.ts";
import type { Cell, CellSizes, ParameterShapes } from "../equations/index.ts";
import { SluiceError } from "../errors.ts";
import { elementCount } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Init } from "../math/init.ts";
import { type CellShapes, type CellStep, checkedStep, type Tensors, traceStep } from "./traced-step.ts";

/** What a cell consists of whose step is a function. */
export interface CellParts extends CellStep {
  readonly output: string;
  /** Names of everything that a step gives, next states among them. */
  readonly watch: readonly string[];
  readonly init: Readonly<Record<string, Init>>;
}

/** A cell whose step is a function: what `defineCell` makes, and what a file gives back. */
export function codedCell(parts: CellParts): Cell {
  const { name, inputs, output } = parts;
  const [states, watch] = [Object.freeze([...parts.states]), Object.freeze([...parts.watch])];
  const arguments_ = ["x_t", ...states.map((state) => `${state}_{t-1}`), ...parts.parameters].join(", ");
  const printed = `${watch.map((value) => `${value}_t`).join(", ")} = ${name}(${arguments_})`;
  return Object.freeze({
    name,
    source: "",
    inputs: inputs && Object.freeze([...inputs]),
    states,
    output,
    watch,
    init: byName(Object.entries(parts.init)),
    notices: Object.freeze([]),
    parameters: (sizes: CellSizes) => counted(parts.shapes(sizes)),
    sizeOf(value: string, sizes: CellSizes) {
      const state = parts.shapes(sizes).states.get(value);
      if (state !== undefined) return state;
      if (watch.includes(value)) return traceStep(parts, sizes).values[value]!.shape[1] as number;
      if (value === "x") return sizes.input;
      const hint = nearest(value, watch);
      throw new SluiceError("E_ARGUMENT", {
        where: `cell "${name}", sizeOf`,
        expected: `one of ${[...watch, "x"].join(", ")}`,
        got: value,
        ...(hint !== undefined && { hint }),
      });
    },
    step: (x: Tensor, previous: Tensors, parameters: Tensors) => checkedStep(parts, { x, previous, parameters }, watch),
    toString: () => printed,
    toLatex(): string {
      throw new SluiceError("E_ARGUMENT", {
        where: `cell "${name}", toLatex`,
        expected: "a cell of equations",
        got: "a cell from code",
        hint: "cell(name, equations)",
      });
    },
  });
}

function counted({ parameters }: CellShapes): ParameterShapes {
  const shapes: Record<string, readonly number[]> = Object.create(null);
  let count = 0;
  for (const [name, shape] of parameters) {
    shapes[name] = Object.freeze([...shape]);
    count += elementCount(shape);
  }
  return Object.freeze(Object.defineProperty(shapes, "count", { value: count })) as ParameterShapes;
}
