import { SluiceError } from "../../errors.ts";
import type { Bound } from "../../layers/bind.ts";
import { lengthsName } from "../../layers/row-lengths.ts";
import type { Examples } from "../feed/batches.ts";

/**
 * The error of a training whose loss or weights are no longer finite: says in which layer they stopped to be, and where the
 * data are to blame.
 */
export function diverged(
  when: string,
  { expected, got, place }: { expected: string; got: number | string; place?: string | undefined },
  { examples: { inputs, targets }, isClipped }: { examples: Examples; isClipped: boolean },
): SluiceError {
  const bad = [...notFinite("x", inputs, inputs), ...notFinite("y", targets, inputs)];
  const advice = `${isClipped ? "" : "clip: { norm: 1 }, "}a lower rate, or inputs and targets scaled to about −1 … 1`;
  return new SluiceError("E_DIVERGED", {
    where: `train, ${when}${place === undefined ? "" : `, ${place}`}`,
    expected: place === undefined ? expected : "finite numbers",
    got: String(got),
    hint:
      bad.length > 0
        ? `other data: ${bad.join(" and ")} not finite`
        : `${advice}; the weights are those from the end of the epoch before`,
  });
}

/** Numbers that are not finite, by array; what stands in padding does not matter. */
function notFinite(side: string, { arrays, axes }: Bound, inputs: Bound): string[] {
  const found: string[] = [];
  for (const [name, { data, shape }] of Object.entries(arrays)) {
    const lengths = inputs.arrays[lengthsName(String(axes[name]![0]))]?.data;
    const row = data.length / shape[0]!;
    const step = row / (shape[1] ?? 1);
    let count = 0;
    data.forEach((value, i) => {
      const isOwn = lengths === undefined || (i % row) / step < lengths[Math.floor(i / row)]!;
      if (isOwn && !Number.isFinite(value)) count++;
    });
    if (count > 0)
      found.push(
        `${count} ${count === 1 ? "number" : "numbers"} of ${name === side ? side : `${side}, ${name},`} ${count === 1 ? "is" : "are"}`,
      );
  }
  return found;
}
