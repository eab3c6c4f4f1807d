import { SluiceError } from "../errors.ts";
import type { Position } from "./position.ts";

/** The error of a training that a signal stopped; its cause is the signal's reason. */
export function aborted(
  { epoch, step }: Pick<Position, "epoch" | "step">,
  of: { epochs: number; signal: AbortSignal; checkpoint?: string | undefined },
): SluiceError {
  const after =
    step > 0
      ? `after ${step} steps of epoch ${epoch}`
      : epoch > 0
        ? `after epoch ${epoch - 1}`
        : "before the first step";
  return new SluiceError("E_ABORTED", {
    where: "train",
    expected: `${of.epochs} epochs`,
    got: `a signal to stop ${after}`,
    ...(of.checkpoint !== undefined && { hint: `resume: true to go on from ${of.checkpoint}` }),
    cause: of.signal.reason,
  });
}
