import { SluiceError } from "../../errors.ts";
import { gradient } from "../../gradient/gradient.ts";
import { hasSteps, ROWS } from "../../graph/axes.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ancestors } from "../../graph/traverse.ts";
import type { Network } from "../../layers/network.ts";
import type { LayerCall } from "../../layers/trace.ts";
import type { Engine, ShapedArray } from "../../program.ts";
import type { Given } from "../measure/measuring.ts";
import type { Objective } from "../measure/objective.ts";

/** Where numbers stopped being finite. */
export interface Culprit {
  /** The layer, with its position in the model, or what stands behind all layers. */
  readonly place: string;
  /** What is not finite there. */
  readonly got: string;
}

/**
 * The first layer of a model in which a value is not finite, computed anew for one batch with the weights of the moment:
 * forward, and where all of that is finite backward from the loss, the first layer whose gradients are not.
 *
 * Undefined where everything is finite, or where there is no memory to look at it all.
 */
export function culprit(network: Network, goal: Objective, given: Given): Culprit | undefined {
  try {
    return forwards(network, goal, given) ?? (goal.seed === undefined ? undefined : backwards(network, goal, given));
  } catch (error) {
    if (error instanceof SluiceError && error.code === "E_MEMORY") return undefined;
    throw error;
  }
}

type Tensors = Readonly<Record<string, Tensor>>;

/** The values of tensors that are not all finite, by name, as found one after the other. */
function* notFinite(engine: Engine, results: Tensors, given: Given): Generator<{ name: string; value: ShapedArray }> {
  const names = Object.keys(results);
  if (names.length === 0) return;
  const program = engine.compile({ results }, { capacity: given.lengths });
  program.run(given.inputs, given.lengths);
  for (const name of names) {
    const value = program.result(name);
    if (value.data.some((number) => !Number.isFinite(number))) yield { name, value };
  }
}

function forwards(network: Network, goal: Objective, given: Given): Culprit | undefined {
  const { engine } = network;
  const { calls, parameters } = goal.traced.trace;
  for (const name of parameters.keys()) {
    const data = engine.read(name).data.find((number) => !Number.isFinite(number));
    if (data !== undefined) return { place: `parameter ${name}`, got: String(data) };
  }
  const results: Record<string, Tensor> = {};
  calls.forEach(({ outputs }, i) => {
    outputs.forEach((output, j) => {
      if (isOutside(output)) results[`${i}/${j}`] = output;
    });
  });
  for (const { name, value } of notFinite(engine, results, given)) {
    const call = calls[Number.parseInt(name, 10)]!;
    return {
      place: call.place,
      got: insideOf(network, goal, given, call) ?? shown("its output", value, call.outputs[0]!),
    };
  }
  const { outputs } = goal.traced;
  for (const { name, value } of notFinite(engine, outputs, given))
    return { place: "the model's output", got: shown(goal.traced.single ? "" : name, value, outputs[name]!) };
  for (const { value } of notFinite(engine, { loss: goal.loss }, given))
    return { place: "the loss", got: `${value.data[0]} of finite outputs` };
  return undefined;
}

/** The first value of a layer's equations that is not finite, at the earliest step. */
function insideOf(network: Network, goal: Objective, given: Given, { label }: LayerCall): string | undefined {
  const addresses = [...goal.traced.trace.watchable.keys()].filter((address) => address.startsWith(`${label}.`));
  if (addresses.length === 0) return undefined;
  const { watchable } = network.traced(goal.inputs.axes, {
    training: goal.seed !== undefined,
    carries: goal.carries,
    watch: new Set(addresses),
  }).trace;
  const results: Record<string, Tensor> = {};
  for (const address of addresses) {
    const tensor = watchable.get(address);
    if (tensor !== undefined) results[address] = tensor;
  }
  let first: { step: number; got: string } | undefined;
  for (const { name, value } of notFinite(network.engine, results, given)) {
    const at = placeIn(value, results[name]!);
    // Of values at the same step, the one that the equations compute first.
    if (at.step !== undefined && (first === undefined || at.step < first.step))
      first = { step: at.step, got: shown(name, value, results[name]!) };
  }
  return first?.got;
}

function backwards(network: Network, goal: Objective, given: Given): Culprit | undefined {
  const { calls, parameters } = goal.traced.trace;
  const wrt = new Map<string, Tensor>();
  for (const [name, { tensor, learned }] of parameters)
    if (learned && !network.frozen.has(name)) wrt.set(`parameter/${name}`, tensor);
  calls.forEach(({ inputs, outputs }, i) => {
    inputs.forEach((input, j) => isOutside(input) && wrt.set(`${i}/input/${j}`, input));
    outputs.forEach((output, j) => isOutside(output) && wrt.set(`${i}/output/${j}`, output));
  });
  const names = [...wrt.keys()];
  const { gradients } = gradient(goal.loss, [...wrt.values()]);
  const results: Record<string, Tensor> = {};
  gradients.forEach((found, i) => {
    if (found !== undefined) results[names[i]!] = found;
  });
  const bad = new Map<string, string>();
  for (const { name, value } of notFinite(network.engine, results, given)) bad.set(name, firstOf(value));
  /** Of a layer whose own output has finite derivatives, the first of its derivatives that is not. */
  const madeBy = ({ label, outputs, inputs }: LayerCall, i: number): string | undefined => {
    if (outputs.some((_, j) => bad.has(`${i}/output/${j}`))) return undefined;
    for (const name of parameters.keys())
      if (name.startsWith(`${label}.`) && bad.has(`parameter/${name}`))
        return `${bad.get(`parameter/${name}`)} in the gradient of ${name}`;
    const input = inputs.findIndex((_, j) => bad.has(`${i}/input/${j}`));
    return input < 0 ? undefined : `${bad.get(`${i}/input/${input}`)} in the gradient of its input`;
  };
  // Layers inside of a layer were applied before it was done.
  for (let i = calls.length - 1; i >= 0; i--) {
    const got = madeBy(calls[i]!, i);
    if (got === undefined) continue;
    const inner = calls.findLastIndex(
      (call, j) => call.place.startsWith(`${calls[i]!.place}, `) && madeBy(call, j) !== undefined,
    );
    return inner < 0
      ? { place: calls[i]!.place, got }
      : { place: calls[inner]!.place, got: madeBy(calls[inner]!, inner)! };
  }
  const [first] = bad;
  if (first === undefined) return undefined;
  const [name, value] = first;
  return name.startsWith("parameter/")
    ? { place: `parameter ${name.slice("parameter/".length)}`, got: `${value} in its gradient` }
    : { place: "the loss", got: `${value} in the gradient of the model's output` };
}

/** Whether a tensor can be computed outside of every loop. */
const isOutside = (tensor: Tensor) => ancestors([tensor]).every(({ op }) => op.kind !== "placeholder");

const firstOf = ({ data }: ShapedArray) => String(data.find((number) => !Number.isFinite(number)));

/** Where a value stands that is not finite, at the earliest step of all. */
function placeIn(
  { shape, data }: ShapedArray,
  { shape: sizes }: Tensor,
): { row?: number; step?: number; value: number } {
  const index = data.findIndex((number) => !Number.isFinite(number));
  const value = data[index]!;
  const rows = sizes.indexOf(ROWS);
  if (rows < 0) return { value };
  const along = (axis: number) =>
    Math.floor(index / shape.slice(axis + 1).reduce((product, size) => product * size, 1)) % shape[axis]!;
  return { value, row: along(rows), ...(hasSteps(sizes) && rows === 1 && { step: along(0) }) };
}

function shown(name: string, array: ShapedArray, tensor: Tensor): string {
  const { row, step, value } = placeIn(array, tensor);
  const at = [row !== undefined && `row ${row}`, step !== undefined && `step ${step}`].filter((part) => part !== false);
  return `${value}${name === "" ? "" : ` in ${name}`}${at.length === 0 ? "" : ` at ${at.join(", ")}`}`;
}
