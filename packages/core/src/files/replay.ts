import { ShapeError } from "../errors.ts";
import { graphShape, showPublic } from "../graph/axes.ts";
import type { Shape, Size } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { NetworkDefinition } from "../layers/network.ts";
import { parameter } from "../layers/trace.ts";
import type { EngineOptions } from "../program.ts";
import { formatError, type JsonObject, readFlag, readInteger, readList, readObject, readText } from "./checked-json.ts";
import type { JsonValue } from "./json.ts";
import { type LoadedLayer, loadLayer } from "./saved-layer.ts";
import { applyOp, readSize } from "./saved-op.ts";

const MOST_STEPS = 10_000;
const MOST_INPUTS = 1000;
const MOST_VALUES = 1_000_000;
/** Operations that layers may make together, so that a small file cannot keep a reader busy for long. */
const MOST_OPERATIONS = 2_000_000;
const MOST_AXES = 16;

/**
 * The function that an architecture describes. Nothing is evaluated but the library's own layers and operations.
 *
 * Errors: E_FORMAT, and the layers' own errors, for content that describeNetwork does not write; some of them only when
 * the function is traced.
 */
export function replay(
  json: unknown,
  where: string,
  engine: EngineOptions,
): { definition: NetworkDefinition; axes: Record<string, Shape> } {
  const architecture = readObject(json, where, ["inputs", "declared", "single", "layers", "steps", "outputs"]);
  const single = readObject(architecture.single, `${where}, single`, ["input", "output"]);
  const declared = readFlag(architecture.declared, `${where}, declared`);
  const oneInput = readFlag(single.input, `${where}, single`);
  const oneOutput = readFlag(single.output, `${where}, single`);

  const axes: Record<string, Size[]> = Object.create(null);
  for (const [name, list] of Object.entries(readObject(architecture.inputs, `${where}, inputs`)))
    axes[name] = readList(list, `${where}, inputs`, MOST_AXES).map((size, i) =>
      i === 0 && typeof size === "string" ? size : readSize(size, `${where}, inputs`, []),
    );
  const names = Object.keys(axes);
  if (names.length === 0 || names.length > MOST_INPUTS || (oneInput && names.length !== 1))
    throw formatError(`${where}, inputs`, oneInput ? "one input" : `1 to ${MOST_INPUTS} inputs`, names.length);
  const known = ["B", ...Object.values(axes).flatMap(([first]) => (typeof first === "string" ? [first] : []))];

  const layers = new Map<string, LoadedLayer>();
  for (const [label, layer] of Object.entries(readObject(architecture.layers, `${where}, layers`)))
    layers.set(label, loadLayer(layer, label, `${where}, layer ${label}`));
  let operations = 0;
  const steps = readList(architecture.steps, `${where}, steps`, MOST_STEPS).map((json, i) => {
    const step = loadStep(json, `${where}, step ${i}`, { layers, axes: known });
    operations += step.cost;
    if (operations > MOST_OPERATIONS)
      throw formatError(`${where}, steps`, `layers of at most ${MOST_OPERATIONS} operations together`, "more");
    return step;
  });
  const usesAxes = steps.some(({ usesAxes }) => usesAxes);
  const outputs = Object.entries(readObject(architecture.outputs, `${where}, outputs`)).map(
    ([name, number]): [string, number] => [name, readInteger(number, `${where}, outputs`, 0, MOST_VALUES)],
  );
  if (outputs.length === 0 || (oneOutput && outputs.length !== 1))
    throw formatError(`${where}, outputs`, oneOutput ? "one output" : "an output", outputs.length);

  const build = (inputs: Readonly<Record<string, Tensor>>) => {
    const values = names.map((name) => inputs[name]!);
    if (usesAxes) for (const name of names) checkRank(name, inputs[name]!.shape, graphShape(axes[name]!));
    for (const { apply } of steps) {
      values.push(...apply(values));
      if (values.length > MOST_VALUES) throw formatError(where, `at most ${MOST_VALUES} values`, values.length);
    }
    const results = outputs.map(([name, number]): [string, Tensor] => [
      name,
      valueAt(values, number, `${where}, outputs`),
    ]);
    return oneOutput ? results[0]![1] : Object.fromEntries(results);
  };
  const inputs = declared ? axes : Object.fromEntries(names.map((name) => [name, undefined]));
  const takesSteps = Object.values(axes).some(([first]) => typeof first === "string");
  const all = Object.values(axes);
  const reading = {
    fixesSteps: all.some((sizes) => sizes.length > 1 && typeof sizes[0] === "number"),
    takesIndices: all.some((sizes) => sizes.length === 1 && typeof sizes[0] === "string"),
  };
  return { definition: { inputs, single: oneInput, takesSteps, reading, build, engine }, axes };
}

interface LoadedStep {
  apply(values: readonly Tensor[]): readonly Tensor[];
  cost: number;
  /** Whether it is an operation, which tells axes by their place. */
  usesAxes?: true;
}

/** Operations of a file do for other rows and steps what they did when it was written, but not along other axes. */
function checkRank(name: string, shape: Shape, saved: Shape): void {
  if (shape.length === saved.length) return;
  throw new ShapeError({
    where: `input ${name}`,
    expected: `${showPublic(saved)}, as when the model was saved`,
    got: showPublic(shape),
  });
}

function loadStep(
  json: JsonValue,
  where: string,
  { layers, axes }: { layers: ReadonlyMap<string, LoadedLayer>; axes: readonly string[] },
): LoadedStep {
  const step = readObject(json, where);
  if ("parameter" in step) {
    readObject(step, where, ["parameter", "shape"]);
    const name = readText(step.parameter, where);
    const shape = readList(step.shape, where, MOST_AXES).map((size) => readSize(size, where, []) as number);
    return { cost: 1, apply: () => [parameter(name, shape)] };
  }
  const of = readList(step.of, where, MOST_INPUTS).map((number) => readInteger(number, where, 0, MOST_VALUES));
  const inputs = (values: readonly Tensor[]) => of.map((number) => valueAt(values, number, where));
  if ("layer" in step) {
    readObject(step, where, ["layer", "of", "call"]);
    const label = readText(step.layer, where);
    const layer = layers.get(label);
    if (layer === undefined) throw formatError(where, "a layer that the file describes", label);
    const call: JsonObject = readObject(step.call, where);
    return { cost: layer.cost, apply: (values) => layer.apply(inputs(values), call, where) };
  }
  readObject(step, where, ["op", "of"]);
  const op = readObject(step.op, where);
  return { cost: 1, usesAxes: true, apply: (values) => [applyOp(op, inputs(values), where, axes)] };
}

function valueAt(values: readonly Tensor[], number: number, where: string): Tensor {
  const value = values[number];
  if (value === undefined) throw formatError(where, `a value below ${values.length}`, number);
  return value;
}
