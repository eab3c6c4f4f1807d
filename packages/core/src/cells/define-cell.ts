import type { Cell, CellSizes } from "../equations/index.ts";
import { ShapeError } from "../errors.ts";
import { showShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";
import type { Init } from "../math/init.ts";
import { type AxisLength, argumentError, checkDefinition, shapesOf, unknownName } from "./cell-definition.ts";
import { codedCell } from "./coded-cell.ts";
import { type CellStep, type Tensors, traceStep } from "./traced-step.ts";

/** A cell as code: S are the names of its states, P of its parameters and V of what else a step gives. */
export interface CellDefinition<S extends string, P extends string, V extends string> {
  /** The width of every state; states start at zero. */
  states: Readonly<Record<S, AxisLength>>;
  /** The shape of every parameter: `["hidden", "input"]`. */
  parameters: Readonly<Record<P, readonly AxisLength[]>>;
  /** The value that the cell gives out. */
  output: NoInfer<S | V>;
  /** Column names of the input, where the step takes a fixed number of columns. */
  inputs?: readonly string[];
  /** First values by parameter: `{ b_f: 1 }`; else uniform in ±1/√H. */
  init?: { readonly [K in NoInfer<P>]?: Init };
  /** One step, from the states before it to the next ones and whatever else is to be watched, by name. */
  step(
    x: Tensor,
    states: Readonly<Record<S, Tensor>>,
    parameters: Readonly<Record<P, Tensor>>,
  ): Readonly<Record<S | V, Tensor>>;
}

/**
 * A cell from code, for steps that equations cannot say. It is a cell like any other.
 *
 *     const leaky = defineCell("leaky", {
 *       states: { h: "hidden" },
 *       parameters: { W: ["hidden", "input"], U: ["hidden", "hidden"] },
 *       output: "h",
 *       step(x, { h }, { W, U }) {
 *         const n = tanh(add(matmul(x, W, "nt"), matmul(h, U, "nt")));
 *         return { n, h: add(mul(0.9, h), mul(0.1, n)) };
 *       },
 *     });
 *
 * The step is traced, not run: it gets symbolic tensors, here once and again whenever a model is made, and must do the
 * same every time.
 *
 * Shapes: x [B, F]; states [B, size] before and after; other values [B, size]; parameters as declared.
 * Errors: E_ARGUMENT for a definition that is not one, and for a step that leaves out a state or uses what it was not
 * given; E_SHAPE where shapes disagree. The step is tried here with 360 columns, or as many as `inputs`, and hidden 240.
 */
export function defineCell<S extends string, P extends string, V extends string>(
  name: string,
  definition: CellDefinition<S, P, V>,
): Cell {
  checkDefinition(name, definition);
  const { inputs, init = {}, output } = definition;
  const states = Object.keys(definition.states);
  const step: CellStep = {
    name,
    inputs,
    states: [...states.filter((state) => state === output), ...states.filter((state) => state !== output)],
    parameters: Object.keys(definition.parameters),
    shapes: (sizes) => shapesOf(name, definition, sizes),
    step: definition.step as CellStep["step"],
  };
  const watch = tryOut(step);
  if (!watch.includes(output)) throw unknownName(`cell "${name}", output`, output, watch);
  return codedCell({ ...step, output, init: init as Readonly<Record<string, Init>>, watch });
}

/** Sizes with many divisors, for steps that split their vectors. */
const STAND_IN: CellSizes = { input: 360, hidden: 240 };

/** Traces the step once and gives the names of its values, in order. */
function tryOut(of: CellStep): string[] {
  const where = `cell "${of.name}"`;
  const sizes = { ...STAND_IN, ...(of.inputs && { input: of.inputs.length }) };
  const step: CellStep["step"] = (x, states, parameters) =>
    of.step(x, strict(`${where}, states of step`, states), strict(`${where}, parameters of step`, parameters));
  try {
    const { x, previous, parameters, values } = traceStep({ ...of, step }, sizes);
    checkLeaves(where, values, [x, ...Object.values(previous), ...Object.values(parameters)]);
    return Object.keys(values);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const { expected, got, hint } = error;
    const tried = `${where} with input ${sizes.input} and hidden ${sizes.hidden}`;
    const ofInput = of.inputs === undefined && error.where.includes("matmul x [");
    const advice = hint ?? (ofInput ? "the option inputs, if the step takes a fixed number of columns" : undefined);
    throw new ShapeError({
      ...{ where: error.where.replace(where, tried), expected, got, cause: error },
      ...(advice !== undefined && { hint: advice }),
    });
  }
}

/** A record that tells which names it does not have. */
const strict = (where: string, tensors: Tensors): Tensors =>
  new Proxy(tensors, {
    get(target, name) {
      if (typeof name === "symbol" || Object.hasOwn(target, name)) return Reflect.get(target, name);
      throw unknownName(where, name, Object.keys(target));
    },
  });

/** What a step gives must follow from what it is given. */
function checkLeaves(where: string, values: Tensors, own: readonly Tensor[]): void {
  const known = new Set(own.map(({ node }) => node));
  for (const node of ancestors(Object.values(values))) {
    const { op } = node;
    const isLeaf = op.kind === "input" || op.kind === "variable" || op.kind === "placeholder";
    if (known.has(node) || !(isLeaf || op.kind === "random")) continue;
    const got = isLeaf ? `${op.kind === "placeholder" ? op.label : op.name} ${showShape(op.shape)}` : "random numbers";
    throw argumentError(`${where}, step`, "values made of x, its states and its parameters alone", got);
  }
}
