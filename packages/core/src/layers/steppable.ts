import { SluiceError } from "../errors.ts";
import { ROWS } from "../graph/axes.ts";
import { bodyResults, scanInputs, scanResult } from "../graph/scan.ts";
import { type Shape, type Size, sameShape } from "../graph/size.ts";
import type { Node, Op, Tensor } from "../graph/tensor.ts";
import { ancestors } from "../graph/traverse.ts";
import type { Traced } from "./network.ts";
import type { LayerCall } from "./trace.ts";

/** Whether a size is a number of steps: every named axis but that of the rows. */
export const isSteps = (size: Size | undefined): size is string => typeof size === "string" && size !== ROWS;

/**
 * Makes sure that a model can be computed step by step: every loop goes forwards, over what comes step by step, from
 * states that were there before; and nothing else joins several steps.
 *
 * Errors: E_ARGUMENT, naming the layer, for a model that reads its sequences in another way.
 */
export function checkSteppable({ outputs, trace }: Traced): void {
  const growth: Growths = new Map();
  for (const n of ancestors(Object.values(outputs))) {
    const found = obstacle(n, growth);
    if (found !== undefined) throw cannotStep(found, layerOf(n, trace.calls));
    setGrowth(n, growth);
  }
}

/**
 * What becomes of a value when its sequence grows by a step:
 *
 *   still   nothing: weights, constants, inputs without steps
 *   grows   it gets one more element along the steps, and those that it has stay as they are
 *   moves   it depends on where the sequence ends, and may change as a whole
 */
type Growth = "still" | "grows" | "moves";
type Growths = Map<Tensor, Growth>;

function setGrowth(n: Node, growth: Growths): void {
  const { op, inputs, outputs } = n;
  const set = (tensors: readonly Tensor[], value: Growth) => {
    for (const t of tensors) growth.set(t, value);
  };
  if (op.kind === "input") return set(outputs, outputs[0]!.shape.some(isSteps) ? "grows" : "still");
  if (op.kind === "element" && isSteps(inputs[0]!.shape[0])) return set(outputs, "moves");
  if (op.kind === "scan" && isSteps(op.axis)) {
    const { finals, stacks } = scanResult(op.body, outputs);
    set(finals, "moves");
    return set(stacks, "grows");
  }
  const all = new Set(inputs.map((t) => growth.get(t)!));
  set(outputs, all.has("moves") ? "moves" : all.has("grows") ? "grows" : "still");
}

/** What keeps a node from being computed step by step. */
function obstacle(n: Node, growth: Growths): string | undefined {
  const { op, inputs, outputs } = n;
  if (op.kind === "scan") return isSteps(op.axis) ? loopObstacle(n, op, growth) : bodyObstacle(op, growth);
  if (op.kind === "size") return isSteps(op.axis) ? "the number of all steps" : undefined;
  const shapes = [...inputs, ...outputs].map((t) => t.shape);
  if (shapes.some((shape) => shape.filter(isSteps).length > 1)) return "every step beside every other";
  if (!shapes.some((shape) => shape.some(isSteps))) return undefined;
  const [shape] = shapes as [Shape];
  switch (op.kind) {
    case "input":
    case "unary":
    case "binary":
    case "select":
    case "broadcast":
    case "transpose":
    case "slice":
    case "concat":
    case "pad":
    case "gather":
      return undefined;
    case "reduce":
      return op.axes.some((axis) => isSteps(shape[axis])) ? `the ${op.name} over all steps` : undefined;
    case "matmul": {
      const summed = op.form === "tn" ? shape.slice(0, -1) : shape.slice(-1);
      return summed.some(isSteps) ? "a product over all steps" : undefined;
    }
    case "element":
      return isSteps(shape[0]) && op.position === "first" ? "the first step of a sequence" : undefined;
    case "reshape":
      return sameShape(untilSteps(shape), untilSteps(op.shape)) ? undefined : "a reshape across the steps";
    default:
      return `${op.kind} over the steps`;
  }
}

function loopObstacle(n: Node, op: Extract<Op, { kind: "scan" }>, growth: Growths): string | undefined {
  const { body, reverse } = op;
  const { sequences, initial, captures } = scanInputs(body, n.inputs);
  const is = (found: Growth) => (t: Tensor) => growth.get(t) === found;
  if (reverse) return "a loop that runs backwards, from the end of the sequence";
  if (body.summed.length > 0) return "a sum over all steps";
  if (!initial.every(is("still"))) return "a loop that starts where a sequence ends";
  if (sequences.some(is("moves")) || captures.some(is("moves"))) return "a loop that reads the end of a sequence";
  const within = [...body.sequences, ...body.states, ...body.captures];
  if (within.some((t) => t.shape.some(isSteps))) return "a loop that reads a whole sequence at every step";
  return bodyObstacle(op, growth);
}

function bodyObstacle({ body }: Extract<Op, { kind: "scan" }>, growth: Growths): string | undefined {
  for (const n of ancestors(bodyResults(body))) {
    const found = n.op.kind === "scan" && isSteps(n.op.axis) ? "a loop over the steps in a loop" : obstacle(n, growth);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The sizes up to the axis of steps; ones do not move anything. */
const untilSteps = (shape: Shape): Shape => shape.slice(0, shape.findIndex(isSteps) + 1).filter((size) => size !== 1);

/** The innermost layer that computes a node. */
function layerOf(n: Node, calls: readonly LayerCall[]): string | undefined {
  const around = calls.filter(({ inputs, outputs }) =>
    ancestors(outputs, new Map(inputs.map((t) => [t, true]))).includes(n),
  );
  return around.sort((a, b) => b.depth - a.depth)[0]?.label;
}

const cannotStep = (got: string, label: string | undefined) =>
  new SluiceError("E_ARGUMENT", {
    where: label === undefined ? "step" : `step, ${label}`,
    expected: "what goes on from the step before",
    got,
    hint: "predict with the whole sequence",
  });
