/** Which part of what the optimizer sees together a batch has. */
export interface Part {
  /** Its rows, or their own steps where the output has steps, by those of all. */
  readonly share: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** A batch whose rows the optimizer sees alone. */
export const WHOLE: Part = { share: 1, isFirst: true, isLast: true };

/** Which part of an optimizer's step a batch is, by how much each of them counts; the last step of an epoch has what is left. */
export function partOf(
  index: number,
  { steps, accumulate, terms }: { steps: number; accumulate: number; terms: (index: number) => number },
): Part {
  const first = index - (index % accumulate);
  const last = Math.min(first + accumulate, steps) - 1;
  let all = 0;
  for (let i = first; i <= last; i++) all += terms(i);
  return {
    share: terms(index) / all,
    isFirst: index === first,
    isLast: index === last,
  };
}
