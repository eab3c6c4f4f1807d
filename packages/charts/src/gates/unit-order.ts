/** About so many products of two numbers are spent on telling units apart; of longer runs every n-th step is looked at. */
const MOST_PRODUCTS = 3e8;
const MOST_ROUNDS = 20;

/** [T][H] */
type Steps = readonly (readonly number[])[];

/** Columns of a value as sequences of mean 0 and length 1, one after the other; all zeros for a unit that does not vary. */
function unitVectors(values: Steps, units: number, stride: number): Float64Array {
  const steps = Math.ceil(values.length / stride);
  const vectors = new Float64Array(units * steps);
  for (let unit = 0; unit < units; unit++) {
    const vector = vectors.subarray(unit * steps, (unit + 1) * steps);
    let mean = 0;
    for (let k = 0; k < steps; k++) mean += (vector[k] = values[k * stride]![unit]!) / steps;
    let squares = 0;
    let largest = 0;
    for (let k = 0; k < steps; k++) {
      largest = Math.max(largest, Math.abs(vector[k]!));
      squares += (vector[k]! -= mean) ** 2;
    }
    const length = Math.sqrt(squares);
    // What rounding left of a constant is no pattern.
    const scale = length > 1e-9 * largest * Math.sqrt(steps) ? 1 / length : 0;
    for (let k = 0; k < steps; k++) vector[k]! *= scale;
  }
  return vectors;
}

/** [H · H] 1 − r for every two units, r the mean over the values of the correlation of their sequences. */
function distances(watched: readonly Steps[], units: number): Float64Array {
  const steps = watched[0]!.length;
  const stride = Math.max(1, Math.ceil((watched.length * steps * units * units) / 2 / MOST_PRODUCTS));
  const distance = new Float64Array(units * units).fill(1);
  for (const values of watched) {
    const vectors = unitVectors(values, units, stride);
    const length = vectors.length / units;
    for (let a = 0; a < units; a++)
      for (let b = a + 1; b < units; b++) {
        let product = 0;
        for (let k = 0; k < length; k++) product += vectors[a * length + k]! * vectors[b * length + k]!;
        distance[a * units + b]! -= product / watched.length;
      }
  }
  for (let a = 0; a < units; a++) for (let b = 0; b < a; b++) distance[a * units + b] = distance[b * units + a]!;
  return distance;
}

/** A row that begins with the two nearest units and goes on at either end with the nearest one left. */
function greedyRow(distance: Float64Array, units: number): number[] {
  const left = new Set(Array.from({ length: units }, (_, unit) => unit));
  const nearest = (unit: number) => {
    let best = -1;
    for (const other of left)
      if (best < 0 || distance[unit * units + other]! < distance[unit * units + best]!) best = other;
    return best;
  };
  let start = 0;
  let partner = 1;
  for (let a = 0; a < units; a++)
    for (let b = a + 1; b < units; b++)
      if (distance[a * units + b]! < distance[start * units + partner]!) [start, partner] = [a, b];
  const row = [start, partner];
  left.delete(start);
  left.delete(partner);
  while (left.size > 0) {
    const [first, last] = [row[0]!, row.at(-1)!];
    const [before, after] = [nearest(first), nearest(last)];
    const isAfter = distance[last * units + after]! <= distance[first * units + before]!;
    if (isAfter) row.push(after);
    else row.unshift(before);
    left.delete(isAfter ? after : before);
  }
  return row;
}

/** Turns parts of the row around as long as that makes the way along it shorter (2-opt). */
function untangle(row: number[], distance: Float64Array): void {
  const units = row.length;
  const between = (i: number, j: number) => (i < 0 || j >= units ? 0 : distance[row[i]! * units + row[j]!]!);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let turned = false;
    for (let from = 0; from < units - 1; from++)
      for (let to = from + 1; to < units; to++) {
        const old = between(from - 1, from) + between(to, to + 1);
        const next = (from === 0 ? 0 : between(from - 1, to)) + (to === units - 1 ? 0 : between(from, to + 1));
        if (next >= old - 1e-12) continue;
        row.splice(from, to - from + 1, ...row.slice(from, to + 1).reverse());
        turned = true;
      }
    if (!turned) return;
  }
}

/**
 * An order of units in which those that behave alike stand next to each other: the units by number, first to last.
 *
 *   d(a, b) = 1 − mean over values of corr(values[·][a], values[·][b])
 *
 * The row is grown from the two nearest units at either end, then parts of it are turned around while that shortens the way
 * along it. Of its two directions it is the one whose first unit has the lower number. Units that do not vary have
 * distance 1 to all. The same values give the same order.
 *
 * Shapes: values [T][H] each.
 * Source: nearest neighbours and 2-opt: Croes 1958, "A method for solving traveling-salesman problems".
 */
export function unitOrder(watched: readonly Steps[]): number[] {
  const units = watched[0]?.[0]?.length ?? 0;
  if (units < 3) return Array.from({ length: units }, (_, unit) => unit);
  const distance = distances(watched, units);
  const row = greedyRow(distance, units);
  untangle(row, distance);
  return row[0]! < row.at(-1)! ? row : row.reverse();
}
