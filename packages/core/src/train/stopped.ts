import { SluiceError } from "../errors.ts";
import type { Bound } from "../layers/bind.ts";
import type { Objective } from "./objective.ts";

/** The error of a training that a signal stopped; its cause is the signal's reason. */
export function aborted(epoch: number, step: number, of: { epochs: number; signal: AbortSignal }): SluiceError {
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
    cause: of.signal.reason,
  });
}

/** The error of a training whose loss or weights are no longer finite: says where the data are to blame. */
export function diverged(
  when: string,
  { expected, got }: { expected: string; got: number | string },
  { inputs, targets }: Objective,
): SluiceError {
  const bad = [...notFinite("x", inputs), ...notFinite("y", targets)];
  return new SluiceError("E_DIVERGED", {
    where: `train, ${when}`,
    expected,
    got: String(got),
    hint:
      bad.length > 0
        ? `other data: ${bad.join(" and ")} not finite`
        : "a lower rate, or inputs and targets scaled to about −1 … 1; the weights are those from the end of the epoch before",
  });
}

function notFinite(side: string, { arrays }: Bound): string[] {
  const found: string[] = [];
  for (const [name, { data }] of Object.entries(arrays)) {
    let count = 0;
    for (const value of data) if (!Number.isFinite(value)) count++;
    if (count > 0)
      found.push(
        `${count} ${count === 1 ? "number" : "numbers"} of ${name === side ? side : `${side}, ${name},`} ${count === 1 ? "is" : "are"}`,
      );
  }
  return found;
}
