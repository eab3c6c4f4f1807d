import { checkEach, type Loss } from "./loss.ts";

/** Refuses targets that are no class numbers or probabilities of logits. Errors: E_ARGUMENT, with the row. */
export const checkClasses =
  (where: string): NonNullable<Loss["checkTargets"]> =>
  (targets, logits) => {
    const classes = logits.at(-1) as number;
    const byNumber = targets.shape.length < logits.length;
    checkEach(`${where}, targets`, targets, {
      expected: byNumber ? `a class from 0 to ${classes - 1}` : "a probability from 0 to 1",
      accepts: (y) => y >= 0 && (byNumber ? Number.isInteger(y) && y < classes : y <= 1),
    });
  };
