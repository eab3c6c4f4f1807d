import { SluiceError } from "../errors.ts";
import type { Bound } from "./bind.ts";
import { lengthsName } from "./row-lengths.ts";
import type { IndexInput } from "./trace.ts";

/**
 * Makes sure that data hold indices where a layer takes them for such; what stands in padding does not matter.
 *
 * Errors: E_ARGUMENT, naming the layer and the first place, for anything but whole numbers from 0 to count − 1.
 */
export function checkIndices(indices: readonly IndexInput[], { arrays, axes }: Bound): void {
  for (const { input, label, count } of indices) {
    const { data, shape } = arrays[input] ?? { data: [], shape: [] };
    for (let i = 0; i < data.length; i++) {
      const index = data[i]!;
      if (isIndex(index, count)) continue;
      const place = placeOf(i, shape);
      const lengths = arrays[lengthsName(String(axes[input]![0]))]?.data;
      if (lengths !== undefined && place[1]! >= lengths[place[0]!]!) continue;
      throw noIndex(`${label}, ${input}[${place.join("][")}]`, count, index);
    }
  }
}

/** The same for one step of a stream, by row. Errors: as checkIndices. */
export function checkStepIndices(
  indices: readonly IndexInput[],
  data: Readonly<Record<string, ArrayLike<number>>>,
): void {
  for (const { input, label, count } of indices) {
    const wrong = Array.from(data[input] ?? []).findIndex((index) => !isIndex(index, count));
    if (wrong >= 0) throw noIndex(`step, ${label}, ${input}[${wrong}]`, count, data[input]![wrong]!);
  }
}

const isIndex = (index: number, count: number) => index >= 0 && index < count && Number.isInteger(index);

const noIndex = (where: string, count: number, index: number) =>
  new SluiceError("E_ARGUMENT", { where, expected: `a whole number from 0 to ${count - 1}`, got: String(index) });

function placeOf(position: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  let left = position;
  for (const length of [...shape].reverse()) {
    place.unshift(left % length);
    left = Math.floor(left / length);
  }
  return place;
}
