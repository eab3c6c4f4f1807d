/** What is told of an epoch that is done. */
export interface Epoch {
  /** 0 for the first epoch of this training. */
  readonly index: number;
  /** Mean over the rows, or their own steps where the output has steps, of the loss that each step had before its update. */
  readonly loss: number;
  /** The metrics, where they were asked for, over the same rows. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** The loss on the validation data after the epoch. */
  readonly validationLoss?: number;
  /** The metrics on the validation data after the epoch. */
  readonly validationMetrics?: Readonly<Record<string, number>>;
  /** With `earlyStopping`: whether no epoch before was better. */
  readonly isBest?: boolean;
  /** Seconds that the epoch took, or its part since the training goes on, validation included. */
  readonly seconds: number;
}

/** How far an epoch is. */
export interface Progress {
  /** 0-based. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done in this epoch. */
  readonly step: number;
  /** All of its steps; absent where a source of batches gives them, which nobody can count before. */
  readonly steps?: number;
  /** Mean loss over the rows of this epoch so far. */
  readonly loss: number;
}
