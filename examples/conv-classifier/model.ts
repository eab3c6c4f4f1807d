import { conv1d, flatten, linear, type Model, maxPool1d, relu, sequential } from "@sluice/core";

/**
 * Two windows of two steps, each with a maximum over two neighbours, and two layers that read what they found.
 *
 * Shapes: [B, T, channels] → T − 1 → T − 2 → T − 3 → T − 4 steps of 64, 64, 128 and 128 features → 50 → classes.
 */
export const convClassifier = (classes: number): Model =>
  sequential(
    conv1d(64, 2),
    relu,
    maxPool1d(2, { stride: 1 }),
    conv1d(128, 2),
    relu,
    maxPool1d(2, { stride: 1 }),
    flatten(),
    linear(50),
    linear(classes),
  );
