import { statistics } from "@sluice/core";
import type { MemoryLength, ValueStatistics, WatchedValue } from "./inspection.ts";

/** A unit that moves by less than this part of what it could is dead. */
const STILL = 0.01;

/** The numbers that say what a watched value is like. `memory` is that of a state. */
export function describeValue(watched: WatchedValue, memory: MemoryLength | null): ValueStatistics {
  const { address, name, kind, layer, range, values, before } = watched;
  const units = values[0]!.length;
  const data = Float64Array.from(values.flat());
  const { mean, variance, min, max, nearZero, nearOne } = statistics({ shape: [1, values.length, units], data });
  const isGate = kind === "gate";
  return {
    ...{ address, name, kind, layer, mean, variance, min, max },
    nearZero: isGate ? nearZero : null,
    nearOne: isGate ? nearOne : null,
    meanChange: before === null ? null : meanChange(before, values),
    memory,
    deadUnits: deadUnits(values, range),
  };
}

type Values = readonly (readonly number[])[];

function meanChange(before: Values, after: Values): number {
  let sum = 0;
  after.forEach((units, t) => {
    units.forEach((value, unit) => {
      sum += Math.abs(value - before[t]![unit]!);
    });
  });
  return sum / (after.length * after[0]!.length);
}

/** Units whose values span less than a hundredth of the range, or, where that is open, of what the widest unit spans. */
export function deadUnits(values: Values, range: WatchedValue["range"]): number[] {
  const spans = values[0]!.map((first, unit) => {
    let [low, high] = [first, first];
    for (const units of values) [low, high] = [Math.min(low, units[unit]!), Math.max(high, units[unit]!)];
    return high - low;
  });
  const full = range === null ? Math.max(...spans) : range[1] - range[0];
  return spans.flatMap((span, unit) => (span < STILL * full || span === 0 ? [unit] : []));
}
