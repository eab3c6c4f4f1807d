import type { Cell } from "../cells/cell.ts";
import { ShapeError, SluiceError } from "../errors.ts";
import { hasSteps, showPublic } from "../graph/axes.ts";
import { broadcast, element, zeros } from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import { type Shape, type Size, sameShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Init } from "../math/init.ts";
import { checkProbability, dropped } from "./dropout.ts";
import { featuresOf } from "./features.ts";
import { checkInitByName, type InitByName } from "./init-by-name.ts";
import type { Layer } from "./layer.ts";
import { positiveInteger } from "./positive-integer.ts";
import { inLayer, isWatched, parameter, recordCall, setWatched } from "./trace.ts";

export interface RecurrentOptions {
  /** H: the size of everything that the cell's equations leave open. */
  hidden: number;
  /** How many cells stand on each other, 1 by default: each reads the outputs of the one below. */
  layers?: number;
  /** The top cell's output after the last step (the default), or at every step. */
  output?: "last" | "sequence";
  /** First values by parameter, for every depth: `{ b_f: 1 }`. Else the cell's own; else uniform in ±1/√H. */
  init?: InitByName;
  /** In training, the probability with which a value is set to zero between one cell and the next above it; 0 by default. */
  dropout?: number;
  /** The layer's name, the cell's by default: its parameters are `<name>.<depth>.<parameter>`, depth from 0. */
  name?: string;
}

/** States by name for every depth, the lowest first; what is missing starts at zero. */
export type InitialStates = readonly Readonly<Record<string, Tensor>>[];

export interface RecurrentLayer extends Layer {
  (x: Tensor, initial?: InitialStates): Tensor;
  /** The layer's output and the states after the last step by depth: give them as `initial` to go on from there. */
  unroll(x: Tensor, initial?: InitialStates): { output: Tensor; states: Record<string, Tensor>[] };
}

/**
 * Applies a cell at every step of a sequence, each step seeing the states that the one before left.
 *
 *   values_t = cell(x_t, states_{t−1})      states_0 = 0 or `initial`
 *
 * Shapes: x [B, T, F]; output [B, H] (`last`) or [B, T, H] (`sequence`), with the size of the cell's output for H; states
 * [B, size]; parameters as the cell says.
 * Errors: E_ARGUMENT for options that cannot be; E_SHAPE for an input that is no sequence or that the cell cannot read.
 */
export function recurrent(cell: Cell, options: RecurrentOptions): RecurrentLayer {
  const { hidden, layers = 1, output = "last", init = {}, dropout = 0, name = cell.name } = options;
  positiveInteger("recurrent, hidden", hidden);
  positiveInteger("recurrent, layers", layers);
  if (output !== "last" && output !== "sequence")
    throw new SluiceError("E_ARGUMENT", {
      where: "recurrent, output",
      expected: '"last" or "sequence"',
      got: JSON.stringify(output) ?? "nothing",
    });

  checkDropout(dropout, layers);

  const unroll = (x: Tensor, initial: InitialStates = []) =>
    inLayer({ identity: applied, name }, x, (label) => {
      checkSequence(x);
      checkInitial(cell, initial, layers);
      const states: Record<string, Tensor>[] = [];
      let value = x;
      for (let depth = 0; depth < layers; depth++) {
        const whole = depth < layers - 1 || output === "sequence";
        const run = unrollCell(cell, value, {
          hidden,
          init,
          path: `${depth}`,
          label,
          initial: initial[depth] ?? {},
          output: whole ? "sequence" : "last",
        });
        value = dropout > 0 && depth < layers - 1 ? dropped(run.output, dropout) : run.output;
        states.push(run.states);
      }
      const call = { initial: initial.map((given) => Object.keys(given)) };
      recordCall({
        label,
        saved: { kind: "recurrent", options: { cell, hidden, layers, output, init, dropout }, call },
        inputs: [x, ...initial.flatMap((given) => Object.values(given))],
        outputs: [value, ...states.flatMap((finals) => cell.states.map((state) => finals[state]!))],
      });
      return { output: value, states };
    });
  const applied: RecurrentLayer = Object.assign((x: Tensor, initial?: InitialStates) => unroll(x, initial).output, {
    unroll,
    takesSteps: true,
  });
  return applied;
}

interface CellRun {
  hidden: number;
  init: InitByName;
  label: string;
  path: string;
  initial: Readonly<Record<string, Tensor>>;
  output: "last" | "sequence";
}

/** One cell over all steps. */
function unrollCell(cell: Cell, x: Tensor, run: CellRun): { output: Tensor; states: Record<string, Tensor> } {
  const sizes = { input: featuresOf(x.shape), hidden: run.hidden };
  const rows = x.shape[1]!;
  const shapeOf = (value: string): Shape => [rows, cell.sizeOf(value, sizes)];
  const parameters = parametersOf(cell, sizes, run);
  const initial = cell.states.map((state) => initialState(own(run.initial, state), state, shapeOf(state)));

  const watched = cell.watch.filter((value) => isWatched(`${run.label}.${run.path}.${value}`));
  // The last output of a state is its final value: reading it there spares the gradient a sequence of zeros.
  const final = run.output === "last" ? cell.states.indexOf(cell.output) : -1;
  const stacked = final === -1 ? [...watched, cell.output] : watched;

  const { finals, stacks } = scan({
    axis: x.shape[0]!,
    sequences: [x],
    initial,
    step([xt], states) {
      const previous = Object.fromEntries(cell.states.map((state, i) => [state, states[i]!]));
      const values = cell.step(xt!, previous, parameters);
      const read = (value: string) => broadcast(values[value]!, shapeOf(value));
      return { next: cell.states.map(read), stacked: stacked.map(read) };
    },
  });

  watched.forEach((value, i) => {
    setWatched(`${run.label}.${run.path}.${value}`, stacks[i]!);
  });
  const sequence = stacks[watched.length];
  const states = Object.fromEntries(cell.states.map((state, i) => [state, finals[i]!]));
  if (final !== -1) return { output: finals[final]!, states };
  return { output: run.output === "last" ? element(sequence!, "last") : sequence!, states };
}

function parametersOf(cell: Cell, sizes: { input: number; hidden: number }, run: CellRun): Record<string, Tensor> {
  const shapes = Object.entries(cell.parameters(sizes) as Readonly<Record<string, readonly number[]>>);
  checkInitByName(
    "recurrent",
    run.init,
    shapes.map(([name]) => name),
  );
  return Object.fromEntries(
    shapes.map(([name, shape]) => [
      name,
      parameter(`${run.path}.${name}`, shape, {
        init: own(run.init, name) ?? (own(cell.init, name) as Init | undefined) ?? "uniform",
        fan: { in: shape.at(-1) ?? 1, out: shape[0] ?? 1, hidden: sizes.hidden },
      }),
    ]),
  );
}

/** A cell may call a state `constructor`: only what the record itself holds counts. */
const own = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

function initialState(given: Tensor | undefined, state: string, shape: readonly Size[]): Tensor {
  if (given === undefined) return zeros(shape);
  if (sameShape(given.shape, shape)) return given;
  throw new ShapeError({
    where: `initial state ${state}`,
    expected: showPublic(shape),
    got: showPublic(given.shape),
  });
}

function checkDropout(dropout: number, layers: number): void {
  checkProbability("recurrent, dropout", dropout);
  if (dropout > 0 && layers === 1)
    throw new SluiceError("E_ARGUMENT", {
      where: "recurrent, dropout",
      expected: "2 layers or more, between which to drop values",
      got: "1",
      hint: `dropout(${dropout}) after this layer, or no dropout`,
    });
}

function checkSequence(x: Tensor): void {
  if (x.shape.length === 3 && hasSteps(x.shape)) return;
  throw new ShapeError({
    where: "input",
    expected: "a sequence [B, T, features]",
    got: showPublic(x.shape),
    hint: 'output: "sequence" in a recurrent layer before this one, or data with a step axis',
  });
}

function checkInitial(cell: Cell, initial: InitialStates, layers: number): void {
  if (initial.length > layers)
    throw new SluiceError("E_ARGUMENT", {
      where: "initial states",
      expected: `at most ${layers} records, one per depth`,
      got: `${initial.length}`,
    });
  for (const given of initial)
    for (const state of Object.keys(given))
      if (!cell.states.includes(state))
        throw new SluiceError("E_ARGUMENT", {
          where: `initial states of ${cell.name}`,
          expected: `names among ${cell.states.join(", ")}`,
          got: `"${state}"`,
        });
}
