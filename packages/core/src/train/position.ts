import type { Sums } from "./measure/measuring.ts";

/** How far a training has come: it stands between two steps, or behind the last one of an epoch. */
export interface Position {
  /** The epoch that is on, 0-based; all of them done where it is their number. */
  epoch: number;
  /** Its steps that are done. */
  step: number;
  /** Its rows that are done. */
  rows: number;
  /** Sums over those rows, from which the epoch's means are made. */
  sums: Sums;
}

/** Before the first step of an epoch. */
export const start = (sums: Sums, epoch = 0): Position => ({ epoch, step: 0, rows: 0, sums });
