import { ROWS } from "../graph/axes.ts";
import { constant, input, reshape, select, variable } from "../graph/ops.ts";
import { type Body, bodyResults, placeholder, scanInputs, scanNode, withResults } from "../graph/scan.ts";
import type { Shape, Size } from "../graph/size.ts";
import { type Node, node, type Op, type Tensor } from "../graph/tensor.ts";
import { rebuild } from "../graph/traverse.ts";
import { dce } from "../passes/dce.ts";
import type { ProgramGraph } from "../program.ts";
import type { Traced } from "./network.ts";
import { checkSteppable, isSteps } from "./steppable.ts";

/** The variable that says whether the states that are carried hold anything: 0 before the first step, then 1. */
export const STARTED = "carried/started";

/**
 * What a traced model does at one step of a stream of `rows` rows.
 *
 *   whole sequence   states_t = step(x_t, states_{t−1})      states_0 = initial
 *   one step         carried  ← step(x, started ? carried : initial)
 *
 * The same graph with sequences of one step, whose loops start from what the run before left in the engine's variables.
 * So a step does what the last step of a whole sequence does, and gives the same bits.
 *
 * Shapes: inputs [1, B, …] for sequences, else [B, …]; results [B, …].
 * Errors: E_ARGUMENT, naming the layer, for a model that cannot be computed step by step.
 */
export function oneStep(traced: Traced, rows: number): ProgramGraph {
  checkSteppable(traced);
  const lengthOf = (size: Size): number => (typeof size === "number" ? size : size === ROWS ? rows : 1);
  const sized = (shape: Shape): number[] => shape.map(lengthOf);
  const started = variable(STARTED, []);
  const updates = new Map<Tensor, Tensor>([[started, constant(1)]]);

  /** What stands in a loop's states before the step; afterwards it is what the step makes of them. */
  const carried = (initial: Tensor, i: number) => {
    const shape = initial.shape as readonly number[];
    const kept = variable(`carried/${updates.size + i}/${shape.join("x")}`, shape);
    return { kept, before: select(started, kept, initial) };
  };

  const closed = (body: Body): Body => {
    const substitutes = new Map<Tensor, Tensor>();
    const fresh = (t: Tensor) => {
      const made = placeholder(sized(t.shape), "one step");
      substitutes.set(t, made);
      return made;
    };
    const sequences = body.sequences.map(fresh);
    const states = body.states.map(fresh);
    const captures = body.captures.map(fresh);
    const results = rebuild(bodyResults(body), substitutes, visit);
    return withResults({ ...body, sequences, states, captures }, results);
  };

  const loop = ({ axis, reverse, body }: Extract<Op, { kind: "scan" }>, inputs: readonly Tensor[]): Tensor[] => {
    const { sequences, initial, captures } = scanInputs(body, inputs);
    const states = isSteps(axis) ? initial.map(carried) : [];
    const from = isSteps(axis) ? states.map(({ before }) => before) : initial;
    const single = { axis: lengthOf(axis), reverse };
    const { finals, stacks, sums } = scanNode(single, closed(body), sequences, from, captures);
    states.forEach(({ kept }, i) => {
      updates.set(kept, finals[i]!);
    });
    return [...finals, ...stacks, ...sums];
  };

  const visit = ({ op, outputs }: Node, inputs: readonly Tensor[]): readonly Tensor[] | undefined => {
    if (op.kind === "scan") return loop(op, inputs);
    if (op.kind === "input") return [input(op.name, sized(op.shape))];
    if (op.kind === "size") return [constant(lengthOf(op.axis))];
    if (outputs.every(({ shape }) => shape.every((size) => typeof size === "number"))) return undefined;
    const shapes = outputs.map(({ shape }) => sized(shape));
    return node("shape" in op ? ({ ...op, shape: sized(op.shape) } as Op) : op, inputs, shapes).outputs;
  };

  const outputs = Object.values(traced.outputs);
  // States that no output needs would be carried for nothing.
  const results = rebuild(dce(outputs), new Map(), visit).map((t, i) =>
    reshape(t, sized(outputs[i]!.shape.filter((size) => !isSteps(size)))),
  );
  return { results: Object.fromEntries(Object.keys(traced.outputs).map((name, i) => [name, results[i]!])), updates };
}
