const float = new Float64Array(1);
const integer = new BigInt64Array(float.buffer);

/** The place of a number in the ascending list of all doubles. */
function place(x: number): bigint {
  float[0] = x;
  return integer[0]! < 0n ? -(integer[0]! & 0x7fffffffffffffffn) : integer[0]!;
}

/** How many doubles lie between two numbers; NaN is 0 from NaN and infinitely far from anything else. */
export function ulpsApart(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  return Math.abs(Number(place(a) - place(b)));
}

export type Table = readonly (readonly [x: number, expected: number])[];

/** The largest distance between a function and its table, with the argument where it occurs. */
export function worst(f: (x: number) => number, table: Table): { ulps: number; at: number } {
  let found = { ulps: 0, at: Number.NaN };
  for (const [x, expected] of table) {
    const ulps = ulpsApart(f(x), expected);
    if (ulps > found.ulps) found = { ulps, at: x };
  }
  return found;
}
