import { log, type Model, type ShapedArray, sequential, softmax } from "@sluice/core";

/**
 * The mean surprise at the characters in each place of a batch, by place; a stateful model goes on from batch to batch.
 *
 *   surprise_t = mean over rows of −log p[the character that came]
 *
 * Shapes: x and y [R, T]; returns [T].   Units: nats.
 */
export function surpriseByPlace(model: Model, { x, y }: { x: ShapedArray; y: ShapedArray }, batch: number): number[] {
  const [rows, steps] = y.shape as [number, number];
  model.resetStates();
  const scores = model.predict(x, { batch });
  const characters = scores.shape[2]!;
  const { data } = sequential((all) => log(softmax(all)))
    .initialize({ seed: 1, features: characters, steps })
    .predict(scores);
  const sums = new Array<number>(steps).fill(0);
  y.data.forEach((came, place) => {
    sums[place % steps]! -= data[place * characters + came]!;
  });
  return sums.map((sum) => sum / rows);
}
