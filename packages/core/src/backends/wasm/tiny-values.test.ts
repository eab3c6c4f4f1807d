import { describe, expect, test } from "vitest";
import * as g from "../../graph/ops.ts";
import { scan } from "../../graph/scan.ts";
import { engine } from "../../program.ts";

const LEAST = 2 ** -63;

/** Every state of h_t = ½ h_{t−1}, times a matrix or not, from one of every start on. */
function halved(starts: readonly number[], times: "a matrix" | "nothing"): number[] {
  const h0 = g.input("h", ["B", 1]);
  const { stacks } = scan({
    axis: 3,
    sequences: [],
    initial: [h0],
    step(_, [h]) {
      const next = g.mul(times === "nothing" ? h! : g.matmul(h!, g.array([1], [1, 1])), 0.5);
      return { next: [next], stacked: [next] };
    },
  });
  const program = engine().compile({ results: { h: stacks[0]! } });
  program.run({ h: starts }, { B: starts.length });
  return [...program.result("h").data];
}

describe("values that a loop's products read", () => {
  test("are zero below 2⁻⁶³, so that no product is a denormal number", () => {
    const starts = [8 * LEAST, 4 * LEAST, LEAST, -LEAST];
    expect(halved(starts, "a matrix")).toEqual([
      ...[4 * LEAST, 2 * LEAST, 0, 0],
      ...[2 * LEAST, LEAST, 0, 0],
      ...[LEAST, 0, 0, 0],
    ]);
  });

  test("keep infinities and NaN", () => {
    expect(halved([Number.NaN, Number.NEGATIVE_INFINITY], "a matrix").slice(4)).toEqual([
      Number.NaN,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  test("are as small as they like where no product reads them", () => {
    expect(halved([LEAST, 2 ** -140], "nothing")).toEqual([
      LEAST / 2,
      2 ** -141,
      LEAST / 4,
      2 ** -142,
      LEAST / 8,
      2 ** -143,
    ]);
  });
});
