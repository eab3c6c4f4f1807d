import { describe, expect, test } from "vitest";
import { gru, lstm } from "../cells/index.ts";
import { linear } from "./linear.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

describe("watchable", () => {
  test("tells the addresses of all values, layer by layer, with kind and size", () => {
    const net = sequential(recurrent(gru, { hidden: 5, layers: 2 }), linear(1)).initialize({ seed: 1, features: 3 });
    expect(net.watchable().map(({ address, kind, depth, size }) => [address, kind, depth, size])).toEqual([
      ["gru.0.z", "gate", 0, 5],
      ["gru.0.r", "gate", 0, 5],
      ["gru.0.n", "candidate", 0, 5],
      ["gru.0.h", "state", 0, 5],
      ["gru.1.z", "gate", 1, 5],
      ["gru.1.r", "gate", 1, 5],
      ["gru.1.n", "candidate", 1, 5],
      ["gru.1.h", "state", 1, 5],
    ]);
  });

  test("what it tells of is what watch shows, at every address and within its range", () => {
    const net = sequential(
      recurrent(gru, { hidden: 3, direction: "both", output: "sequence" }),
      recurrent(lstm, { hidden: 4, projection: 2 }),
      linear(1),
    ).initialize({ seed: 1, features: 2 });
    const x = [Array.from({ length: 6 }, (_, t) => [9 * (t % 3), -5 * (t % 2)])];
    const values = net.watchable();
    expect(values.filter(({ direction }) => direction === "backward").map(({ address }) => address)).toEqual(
      ["z", "r", "n", "h"].map((name) => `gru.0.backward.${name}`),
    );
    expect(values.length).toBe(4 + 4 + 6);
    const seen = net.watch(
      x,
      values.map(({ address }) => address),
    );
    for (const { address, size, range } of values) {
      expect(seen[address]!.shape, address).toEqual([1, 6, size]);
      const [low, high] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
      for (const value of seen[address]!.data) expect(value >= low && value <= high, address).toBe(true);
    }
    // A projection is bounded by nothing.
    expect(values.find(({ address }) => address === "lstm.0.h")).toMatchObject({ range: undefined, size: 2 });
  });

  test("a state that starts elsewhere than at zero has no range of its own", () => {
    const net = sequential(recurrent(gru, { hidden: 3, initial: "learned" }));
    net.initialize({ seed: 1, features: 2 });
    expect(net.watchable().find(({ name }) => name === "h")!.range).toBeUndefined();
  });

  test("says so where the model has no weights", () => {
    expect(() => sequential(recurrent(gru, { hidden: 3 })).watchable()).toThrowError(/E_ARGUMENT\].*with weights/);
  });
});
