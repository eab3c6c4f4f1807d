/** Which part of the rows that the optimizer sees together a batch has. */
export interface Part {
  /** Its rows, by all rows. */
  readonly share: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** A batch whose rows the optimizer sees alone. */
export const WHOLE: Part = { share: 1, isFirst: true, isLast: true };

/** Which part of an optimizer's step a batch is; the last step of an epoch has what is left. */
export function partOf(
  index: number,
  { steps, accumulate, batch, rows }: { steps: number; accumulate: number; batch: number; rows: number },
): Part {
  const first = index - (index % accumulate);
  const last = Math.min(first + accumulate, steps) - 1;
  const rowsOf = (from: number, to: number) => Math.min(to * batch, rows) - from * batch;
  return {
    share: rowsOf(index, index + 1) / rowsOf(first, last + 1),
    isFirst: index === first,
    isLast: index === last,
  };
}
