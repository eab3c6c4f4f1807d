import { SluiceError } from "../../errors.ts";
import type { ArrayData } from "../../layers/arrays.ts";
import type { Lengths } from "../../layers/row-lengths.ts";
import type { ShapedArray } from "../../program.ts";

/** Targets for what a model predicts: one array, or a record of them where the model names its outputs. */
export type Targets<Y> = Y extends ShapedArray ? ArrayData : { readonly [K in keyof Y]: ArrayData };

/**
 * Examples to learn from: what the model takes, and what its output should have been.
 *
 * Shapes: as many rows in all arrays; a target has steps where the output has them, [B, T, …], and [B, …] elsewhere. One
 * long series is one row.
 */
export interface TrainingData<X, Y> {
  readonly x: X;
  readonly y: Targets<Y>;
  /**
   * How many steps of each row are its own, from 1 to T; the rest is padding, which changes neither what a layer gives nor
   * the loss. All steps by default.
   */
  readonly lengths?: Lengths;
  /**
   * How much each row counts in the loss, or each step of each row: 1 unless told, 0 for not at all. They are best 1 on
   * average, since the loss is still a mean over all rows. Shapes: [B] or [B, T].
   */
  readonly weights?: ArrayData;
}

/** Batches one after the other, each with the rows of one step. */
export type BatchList<X, Y> = Iterable<TrainingData<X, Y>> | AsyncIterable<TrainingData<X, Y>>;

/**
 * Data that come batch by batch, from a file or a network: what can be gone through anew for every epoch, or a function that
 * gives it. Batches may differ in their rows and, where the model takes any number of steps, in these.
 */
export type BatchSource<X, Y> =
  | BatchList<X, Y>
  | ((of: { readonly epoch: number }) => BatchList<X, Y> | Promise<BatchList<X, Y>>);

export const isSource = <X, Y>(data: TrainingData<X, Y> | BatchSource<X, Y>): data is BatchSource<X, Y> =>
  typeof data === "function" || isList(data);

const isList = (value: unknown): boolean =>
  typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);

/**
 * The batches of one epoch. Returning it closes what it reads.
 *
 * Errors: E_ARGUMENT for a function that gives no batches to go through.
 */
export async function* batchesOf<X, Y>(
  where: string,
  source: BatchSource<X, Y>,
  epoch: number,
): AsyncGenerator<TrainingData<X, Y>, void, undefined> {
  const list = typeof source === "function" ? await source({ epoch }) : source;
  if (!isList(list))
    throw new SluiceError("E_ARGUMENT", {
      where: `${where}, epoch ${epoch}`,
      expected: "batches to go through, an iterable or an async iterable of { x, y }",
      got: list === null ? "null" : `a value of type ${typeof list}`,
      hint: "a generator: async function* () { yield { x, y }; }",
    });
  yield* list;
}

/** Where a source gave no batch, having been read before: by default in all epochs but the first. */
export const noBatch = (where: string, epoch: number, { isRead = epoch > 0 } = {}): SluiceError =>
  new SluiceError("E_ARGUMENT", {
    where: `${where}, epoch ${epoch}`,
    expected: "at least one batch",
    got: "none",
    ...(isRead && {
      hint: "a function that gives the batches anew for every epoch: what a generator gave once, it does not give again",
    }),
  });
