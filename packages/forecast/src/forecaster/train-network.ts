import { mae, train } from "@sluice/core";
import { type Examples, KNOWN_PARTS, type Layout } from "./examples.ts";
import { fadingAdam } from "./fading-adam.ts";
import type { FitRecord, Weights } from "./fit-record.ts";
import { type Correction, type NetworkOptions, network } from "./network.ts";

export interface TrainingOptions {
  readonly epochs: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Where the training keeps its state, and goes on from what it kept there. */
  readonly checkpoint?: FitRecord["training"];
  /** Told once, before `onEpoch`, where it goes on from a checkpoint: the epochs that it brought. */
  readonly onResumed?: (epoch: number) => void;
  /** After every epoch and now and then within one; `epoch` counts those done, with a fraction, `steps` the steps of this run. */
  readonly onEpoch?: (at: { epoch: number; steps: number; loss: number }) => void;
}

const RATE = 0.005;
const BATCH = 32;

/** Trains one network on examples; without any it stays as it is, and the anchor with it. Errors: as `train`. */
export async function trainNetwork(
  sizes: NetworkOptions,
  { data, layout }: { data: Examples; layout: Layout },
  { epochs, seed, signal, checkpoint, onResumed, onEpoch }: TrainingOptions,
): Promise<Correction> {
  const correction = network(sizes);
  if (data.rows === 0) return correction.initialize({ seed });
  const inEpoch = Math.ceil(data.rows / BATCH);
  let before = 0;
  const running = train(
    correction,
    { x: networkInputs(layout, data), y: { shape: [data.rows, layout.steps], data: data.target } },
    {
      loss: mae,
      optimizer: fadingAdam({ rate: RATE, steps: epochs * inEpoch }),
      epochs,
      batch: BATCH,
      seed,
      ...(signal !== undefined && { signal }),
      ...(checkpoint !== undefined && { checkpoint, resume: true }),
      onResume({ epoch, step }) {
        before = epoch * inEpoch + step;
        onResumed?.(epoch + step / inEpoch);
      },
      onProgress: ({ epoch, step, loss }) =>
        onEpoch?.({ epoch: epoch + step / inEpoch, steps: epoch * inEpoch + step - before, loss }),
    },
  );
  for await (const _ of running);
  return correction;
}

/** Examples as a network takes them. */
export function networkInputs(
  { lookback, inputs, known, steps }: Layout,
  { rows, past, future }: Pick<Examples, "rows" | "past" | "future">,
) {
  const window = { past: { shape: [rows, lookback, inputs.length], data: past } };
  return known.length === 0
    ? window
    : { ...window, future: { shape: [rows, steps * KNOWN_PARTS * known.length], data: future } };
}

/** The network that `trainNetwork` gave, from its weights. Errors: E_ARGUMENT and E_SHAPE for those of another network. */
export function trainedNetwork(
  sizes: NetworkOptions,
  { weights, seed }: { weights: Weights; seed: number },
): Correction {
  const correction = network(sizes).initialize({ seed });
  correction.setParameters(weights);
  return correction;
}
