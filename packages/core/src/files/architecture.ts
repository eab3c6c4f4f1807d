import type { Node, Tensor } from "../graph/tensor.ts";
import type { Network, Traced } from "../layers/network.ts";
import type { LayerCall } from "../layers/trace.ts";
import type { JsonObject } from "./checked-json.ts";
import type { JsonValue } from "./json.ts";
import { saveLayer } from "./saved-layer.ts";
import { saveOp } from "./saved-op.ts";

/**
 * A model's function as data: what it is applied to, step by step. Values are numbered: the inputs first, then what each
 * step gives.
 */
export interface Architecture {
  /** Axes of one row by input. */
  inputs: Record<string, JsonValue>;
  /** Whether the axes are part of the model, and not just those of its first data. */
  declared: boolean;
  /** Whether the model takes one array, and gives one, rather than records. */
  single: { input: boolean; output: boolean };
  /** Layers by label. */
  layers: Record<string, JsonObject>;
  steps: JsonObject[];
  /** Number of the value by output. */
  outputs: Record<string, number>;
}

/**
 * Describes a model's function by tracing it: layers of the library as they were made, everything else as operations.
 *
 * Errors: E_ARGUMENT for what a file cannot describe: a scan written by hand, a cell whose equations do not say all.
 */
export function describeNetwork(network: Network): Architecture {
  // As in training, where nothing that the model consists of is left out.
  const traced = network.traced(network.axes, { training: true });
  const layers: Record<string, JsonObject> = {};
  const numbers = new Map<Tensor, number>();
  const steps: JsonObject[] = [];
  let count = 0;
  const give = (tensor: Tensor) => {
    if (!numbers.has(tensor)) numbers.set(tensor, count);
    count++;
  };
  for (const input of Object.values(traced.inputs)) give(input);
  for (const step of inOrder(traced)) {
    const of = step.inputs.map((t) => numbers.get(t)!);
    if ("label" in step) {
      const saved = step.saved!;
      layers[step.label] ??= saveLayer(saved, step.inputs);
      steps.push({ layer: step.label, of, call: { ...saved.call } as JsonObject });
    } else if (step.op.kind === "variable") steps.push({ parameter: step.op.name, shape: [...step.op.shape] });
    else steps.push({ op: saveOp(step.op), of });
    step.outputs.forEach(give);
  }
  return {
    inputs: Object.fromEntries(Object.entries(network.axes).map(([name, axes]) => [name, [...axes]])),
    // Where steps are compiled in, other data have other axes.
    declared:
      network.definition.reading?.fixesSteps !== true &&
      Object.values(network.definition.inputs).every((axes) => axes !== undefined),
    single: { input: network.definition.single, output: traced.single },
    layers,
    steps,
    outputs: Object.fromEntries(Object.entries(traced.outputs).map(([name, t]) => [name, numbers.get(t)!])),
  };
}

/** Calls of layers that a file knows, and the operations between them, each after what it needs. */
function inOrder({ inputs, outputs, trace }: Traced): (LayerCall | Node)[] {
  const calls = trace.calls.filter((call) => call.saved !== undefined);
  const maker = new Map<Tensor, LayerCall>();
  for (const call of calls) for (const t of call.outputs) if (!maker.has(t)) maker.set(t, call);
  const labels = calls.map(({ label }) => `${label}.`);
  const loose = [...trace.parameters.values()].filter(({ name }) => !labels.some((label) => name.startsWith(label)));

  const leaves = new Set(Object.values(inputs));
  const found = new Set<LayerCall | Node>();
  // What the outputs do not depend on belongs to the model all the same: its parameters are saved and loaded.
  const open = [...Object.values(outputs), ...calls.map((call) => call.outputs[0]!), ...loose.map((p) => p.tensor)];
  for (let t = open.pop(); t !== undefined; t = open.pop()) {
    const step = maker.get(t) ?? t.node;
    if (leaves.has(t) || found.has(step)) continue;
    found.add(step);
    open.push(...step.inputs);
  }
  // Tensors are made after those that they are made of, and numbered as they are made.
  const made = (step: LayerCall | Node) =>
    "label" in step ? Math.min(...step.outputs.map((t) => t.node.id)) : step.id;
  return [...found].sort((a, b) => made(a) - made(b));
}
