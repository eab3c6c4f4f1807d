import type { Cell } from "../cells/cell.ts";
import { hasSteps } from "../graph/axes.ts";
import { add, transpose } from "../graph/ops.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Resets } from "./carried-states.ts";
import { dropped } from "./dropout.ts";
import { featuresOf } from "./features.ts";
import type { Layer } from "./layer.ts";
import { merged } from "./merge-directions.ts";
import { overSteps } from "./over-steps.ts";
import { projectedCell } from "./projected-cell.ts";
import {
  checkInitial,
  checkInputs,
  checkSequence,
  type InitialStates,
  type RecurrentInputs,
} from "./recurrent-inputs.ts";
import {
  directionsOf,
  type RecurrentOptions,
  type RecurrentSettings,
  readRecurrentOptions,
} from "./recurrent-options.ts";
import { sequenceMask, zeroPadding } from "./sequence-mask.ts";
import { type SizedCell, sizedCell } from "./sized-cell.ts";
import { carriedStates, inLayer, lengthsOf, recordCall } from "./trace.ts";

export type { InitialStates, RecurrentInputs } from "./recurrent-inputs.ts";
export type { RecurrentOptions } from "./recurrent-options.ts";

export interface RecurrentLayer extends Layer {
  (x: Tensor, inputs?: RecurrentInputs): Tensor;
  /**
   * The layer's output and the states after the last step that was taken, in the order of `initial`: give them as that to
   * go on from there.
   */
  unroll(x: Tensor, inputs?: RecurrentInputs): { output: Tensor; states: Record<string, Tensor>[] };
  /** Where the layer is stateful: the next batch starts anew, in every model that the layer is part of. */
  resetStates(): void;
}

/**
 * Applies a cell at every step of a sequence, each step seeing the states that the one before left.
 *
 *   forward     values_t = cell(x_t, states_{t−1})      states_0 = `initial`
 *   backward    values_t = cell(x_t, states_{t+1})      states_{length+1} = `initial`
 *   both        output_t = merge(forward output_t, backward output_t)
 *   padding     t > length: states stay as they are, output_t = 0
 *
 * Shapes: x [B, T, F]; lengths [B]; output [B, H] (`last`) or [B, T, H] (`sequence`), where H is the size of the cell's
 * output or `projection`, twice that for `both` with `concat`; states [B, size]; parameters as the cell says.
 * Units: lengths in steps, from 1 to T.
 * Errors: E_ARGUMENT for options that cannot be; E_SHAPE for an input that is no sequence or that the cell cannot read.
 * Source: torch.nn.RNN, LSTM and GRU, whose order of states and meaning of lengths these are; Keras's Bidirectional for
 * `merge` and for the `last` output of a backward cell, which is that at the first step.
 */
export function recurrent(cell: Cell, options: RecurrentOptions): RecurrentLayer {
  const settings = readRecurrentOptions(cell, options);
  const { name, layers, dropout } = settings;
  const resets: Resets = { count: 0 };
  const directions = directionsOf(settings.direction);

  const unroll = (given: Tensor, inputs: RecurrentInputs = {}) =>
    inLayer({ identity: applied, name }, given, (label) => {
      checkSequence(given);
      // A fixed number of steps stands behind the rows, [B, T, F].
      const turned = (t: Tensor) => (hasSteps(given.shape) ? t : transpose(t, [1, 0, 2]));
      const x = turned(given);
      const { initial = [], lengths } = checkInputs(inputs);
      checkInitial(cell, initial, layers * directions.length);
      const known = lengths ?? lengthsOf(x.shape[0]!);
      const mask = known && sequenceMask(known, x.shape[0]!);
      const states: Record<string, Tensor>[] = [];
      let value = mask === undefined ? x : zeroPadding(x, mask);
      for (let depth = 0; depth < layers; depth++) {
        const isTop = depth === layers - 1;
        const used = sizedAt(cell, value, settings);
        const residual = settings.residual && depth > 0;
        const carried = settings.stateful ? carriedStates(resets) : undefined;
        const runs = directions.map((direction, i) =>
          overSteps(used, value, {
            ...settings,
            label,
            path: i === 0 ? `${depth}` : `${depth}.${direction}`,
            reverse: direction === "backward",
            mask,
            output: isTop ? settings.output : "sequence",
            residual: residual && directions.length === 1,
            start: (first, state) => carried?.start(first, state) ?? first,
            initial: initial[states.length + i] ?? {},
            learned: settings.initial === "learned",
          }),
        );
        states.push(...runs.map((run) => run.states));
        carried?.end(runs[0]!.states);
        const both = merged(
          runs.map((run) => run.output),
          settings.merge,
        );
        const output = residual && directions.length === 2 ? add(both, value) : both;
        value = dropout > 0 && !isTop ? dropped(output, dropout) : output;
      }
      if (settings.output === "sequence") value = turned(value);
      recordCall({
        label,
        saved: { kind: "recurrent", options: { ...settings, cell }, call: callOf(initial, lengths) },
        inputs: [
          given,
          ...(lengths === undefined ? [] : [lengths]),
          ...initial.flatMap((given) => Object.values(given)),
        ],
        outputs: [value, ...states.flatMap((finals) => cell.states.map((state) => finals[state]!))],
      });
      return { output: value, states };
    });
  const applied: RecurrentLayer = Object.assign((x: Tensor, inputs?: RecurrentInputs) => unroll(x, inputs).output, {
    unroll,
    resetStates: () => {
      resets.count++;
    },
    takesSteps: true,
  });
  return applied;
}

/** What belongs to one call: which initial states it was given, and whether lengths. */
const callOf = (initial: InitialStates, lengths: Tensor | undefined) => ({
  initial: initial.map((given) => Object.keys(given)),
  ...(lengths !== undefined && { lengths: true }),
});

function sizedAt(cell: Cell, x: Tensor, { hidden, projection }: RecurrentSettings): SizedCell {
  const input = featuresOf(x.shape);
  const sized = sizedCell(cell, { input, hidden });
  return projection === 0 ? sized : projectedCell(sized, projection, { rows: x.shape[1]!, input });
}
