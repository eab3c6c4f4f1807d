import type { Given } from "../measure/measuring.ts";
import type { Examples } from "./batches.ts";
import type { Part } from "./part.ts";

/** A batch as a step of training takes it. Its numbers may be overwritten by the next one. */
export interface Taken extends Given {
  readonly rows: number;
  readonly part: Part;
  /** Whether it is known to be the last of its epoch. */
  readonly isLast: boolean;
  /** The data that it is of. */
  readonly examples: Examples;
  /** The same batch once more. */
  again(): Given["inputs"];
  /** Bytes that are kept for that. */
  readonly kept: number;
}

/** A way through the batches of one epoch. */
export interface Passage {
  /** The next batch; a promise where it has to be waited for. */
  next(): Taken | undefined | Promise<Taken | undefined>;
  /** Ends the way, wherever it is. */
  close(): void | Promise<void>;
}

/** Where the batches of a training come from. */
export interface Feed {
  /** Steps of an epoch; undefined where nobody knows before its end. */
  readonly steps: number | undefined;
  /** Rows of a batch: the most, or those of the first where they may differ. */
  readonly batch: number;
  /** Whether every epoch has an order of its own. */
  readonly shuffle: boolean;
  /** Rows that are done after so many steps of an epoch, undefined where an epoch has fewer; absent where nobody knows. */
  readonly rowsAfter?: (steps: number) => number | undefined;
  /** A way through an epoch, behind the steps and rows of it that are done. */
  passage(epoch: number, done: { readonly step: number; readonly rows: number }): Passage;
}
