import { mae, train } from "@sluice/core";
import { type Examples, KNOWN_PARTS, type Layout } from "./examples.ts";
import { fadingAdam } from "./fading-adam.ts";
import { type Correction, type NetworkOptions, network } from "./network.ts";

export interface TrainingOptions {
  readonly epochs: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** After every epoch and now and then within one; `epoch` counts those done, with a fraction. */
  readonly onEpoch?: (at: { epoch: number; loss: number }) => void;
}

const RATE = 0.005;
const BATCH = 32;

/** Trains one network on examples; without any it stays as it is, and the anchor with it. Errors: as `train`. */
export async function trainNetwork(
  sizes: NetworkOptions,
  { data, layout }: { data: Examples; layout: Layout },
  { epochs, seed, signal, onEpoch }: TrainingOptions,
): Promise<Correction> {
  const correction = network(sizes);
  if (data.rows === 0) return correction.initialize({ seed });
  const steps = epochs * Math.ceil(data.rows / BATCH);
  const running = train(
    correction,
    { x: networkInputs(layout, data), y: { shape: [data.rows, layout.steps], data: data.target } },
    {
      loss: mae,
      optimizer: fadingAdam({ rate: RATE, steps }),
      epochs,
      batch: BATCH,
      seed,
      ...(signal !== undefined && { signal }),
      onProgress: ({ epoch, step, steps, loss }) => onEpoch?.({ epoch: epoch + step / steps, loss }),
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
