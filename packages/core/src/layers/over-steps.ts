import { ShapeError } from "../errors.ts";
import { showPublic } from "../graph/axes.ts";
import { add, broadcast, element, select, zeros } from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import { type Shape, sameShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Init } from "../math/init.ts";
import { checkInitByName, type InitByName } from "./init-by-name.ts";
import { recurrentDropout } from "./recurrent-dropout.ts";
import { ownStates, type SizedCell, type Tensors } from "./sized-cell.ts";
import { isWatched, parameter, setWatched } from "./trace.ts";
import { truncated } from "./truncated.ts";
import { zoneout } from "./zoneout.ts";

/** How a cell goes over a sequence. */
export interface CellRun {
  /** The address of the cell within its model, and within its layer: what parameters and watched values are called by. */
  label: string;
  path: string;
  reverse: boolean;
  /** Which steps are a row's own, [T, B, 1]; all of them where there is none. */
  mask: Tensor | undefined;
  output: "last" | "sequence";
  /** Whether x is added to the output. */
  residual: boolean;
  init: InitByName;
  /** Makes of the states that a sequence starts with unless it goes on from others. */
  start: (first: Tensor, state: string) => Tensor;
  initial: Tensors;
  learned: boolean;
  recurrentDropout: number;
  truncate: number;
  /** Steps that a gradient computes anew at a time; 0 where it keeps what they computed. */
  recompute: number;
  zoneout: Readonly<Record<string, number>>;
}

export interface CellResult {
  output: Tensor;
  states: Record<string, Tensor>;
}

/**
 * A cell over all steps, one way. In the padding nothing happens: a state is what it was, and the output is 0.
 *
 * Shapes: x [T, B, F]; output [B, size] (`last`: after the last step that is taken) or [T, B, size]; states [B, size].
 */
export function overSteps(cell: SizedCell, x: Tensor, run: CellRun): CellResult {
  const axis = x.shape[0]!;
  const shapeOf = (value: string): Shape => [x.shape[1]!, cell.sizeOf(value)];
  const parameters = parametersOf(cell, run);
  const initial = cell.states.map((state) => run.start(firstState(cell, state, shapeOf(state), run), state));

  const watched = cell.watch.filter((value) => isWatched(`${run.label}.${run.path}.${value}`));
  // The last output of a state is its final value: reading it there spares the gradient a sequence of zeros.
  const final = run.output === "last" && !run.residual ? cell.states.indexOf(cell.output) : -1;
  // In the padding a step's output is none, so that the last one is carried through it.
  const carries = run.output === "last" && final === -1 && run.mask !== undefined;
  const dropping = recurrentDropout(cell, shapeOf, run.recurrentDropout);
  const zoning = zoneout(cell, [axis, ...shapeOf(cell.output).slice(0, 1)], run.zoneout);
  const masks = run.mask === undefined ? [] : [run.mask];
  const truncating = truncated(x, run);

  const { finals, stacks } = scan({
    axis: axis as string | number,
    reverse: run.reverse,
    ...(run.recompute > 0 && { recompute: run.recompute }),
    sequences: [x, ...masks, ...truncating.sequences, ...zoning.sequences],
    initial: carries ? [...initial, zeros(shapeOf(cell.output))] : initial,
    step([xt, ...others], states) {
      const own = others.splice(0, masks.length)[0];
      const before = truncating.apply(states, others.splice(0, truncating.sequences.length));
      const previous = Object.fromEntries(cell.states.map((state, i) => [state, before[i]!]));
      const given = dropping(previous, (read) => cell.step(xt!, read, parameters));
      const values = zoning.apply(given, previous, others);
      const read = (value: string) => broadcast(values[value]!, shapeOf(value));
      const output = run.residual ? add(read(cell.output), xt!) : read(cell.output);
      const shown = [...watched.map(read), ...(final === -1 && !carries ? [output] : [])];
      if (own === undefined) return { next: cell.states.map(read), stacked: shown };
      const next = cell.states.map((state) => select(own, read(state), previous[state]!));
      return {
        next: carries ? [...next, select(own, output, before.at(-1)!)] : next,
        stacked: shown.map((value) => select(own, value, 0)),
      };
    },
  });

  watched.forEach((value, i) => {
    setWatched(`${run.label}.${run.path}.${value}`, stacks[i]!);
  });
  const states = Object.fromEntries(cell.states.map((state, i) => [state, finals[i]!]));
  if (final !== -1) return { output: finals[final]!, states };
  if (carries) return { output: finals.at(-1)!, states };
  const sequence = stacks[watched.length]!;
  if (run.output === "sequence") return { output: sequence, states };
  return { output: element(sequence, run.reverse ? "first" : "last"), states };
}

function parametersOf(cell: SizedCell, run: CellRun): Record<string, Tensor> {
  checkInitByName("recurrent", run.init, [...cell.parameters.keys()]);
  return Object.fromEntries(
    [...cell.parameters].map(([name, shape]) => [
      name,
      parameter(`${run.path}.${name}`, shape, {
        init: own(run.init, name) ?? (own(cell.init, name) as Init | undefined) ?? "uniform",
        fan: { in: shape.at(-1) ?? 1, out: shape[0] ?? 1, hidden: cell.hidden },
      }),
    ]),
  );
}

function firstState(cell: SizedCell, state: string, shape: Shape, { initial, learned, path }: CellRun): Tensor {
  const given = own(initial, state);
  if (given === undefined) {
    if (!learned || !ownStates(cell).includes(state)) return zeros(shape);
    return broadcast(parameter(`${path}.initial.${state}`, shape.slice(1) as number[], { init: 0 }), shape);
  }
  if (sameShape(given.shape, shape)) return given;
  throw new ShapeError({ where: `initial state ${state}`, expected: showPublic(shape), got: showPublic(given.shape) });
}

/** A cell may call a state `constructor`: only what the record itself holds counts. */
const own = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
