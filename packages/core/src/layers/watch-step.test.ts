import { describe, expect, test } from "vitest";
import { gru } from "../cells/index.ts";
import { randomStream } from "../math/random.ts";
import { linear } from "./linear.ts";
import { model } from "./model.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

const random = randomStream(7, "watch step");
const x = Array.from({ length: 9 }, () => [random.uniform(), random.uniform()]);

const made = (backend: "wasm" | "reference") =>
  sequential([recurrent(gru, { hidden: 5, layers: 2 }), linear(1)], { backend }).initialize({ seed: 1, features: 2 });

describe("watchStep", () => {
  test.each(["wasm", "reference"] as const)(
    "gives the same bits as watch over the whole sequence, and step's output, on %s",
    (backend) => {
      const net = made(backend);
      const names = ["gru.0.z", "gru.1.h"] as const;
      const whole = net.watch([x], names);
      const outputs = x.map((step) => Array.from(net.step(step).data));
      net.resetStates();
      x.forEach((step, t) => {
        const { output, seen } = net.watchStep(step, names);
        expect(Array.from(output.data)).toEqual(outputs[t]);
        for (const name of names) {
          expect(seen[name].shape).toEqual([1, 5]);
          expect(Array.from(seen[name].data)).toEqual(Array.from(whole[name].data.subarray(t * 5, t * 5 + 5)));
        }
      });
    },
  );

  test("what is watched may be called as an output is", () => {
    const layer = recurrent(gru, { hidden: 3 });
    const net = model({ inputs: { x: ["T", 2] } }, ({ x }) => ({ h: linear(1, { name: "head" })(layer(x)) }));
    net.initialize({ seed: 1 });
    const { output, seen } = net.watchStep({ x: x[0]! }, ["h"]);
    expect([Object.keys(output), output.h.shape, seen.h.shape]).toEqual([["h"], [1, 1], [1, 3]]);
  });

  test("goes on from steps that were not watched no more than from others that were", () => {
    const net = made("wasm");
    net.step(x[0]!);
    expect(() => net.watchStep(x[1]!, ["gru.0.z"])).toThrowError(
      /E_ARGUMENT\] watchStep "gru.0.z": expected what was watched from the first step on: nothing, .* Try resetStates/,
    );
    net.resetStates();
    const first = net.watchStep(x[0]!, ["gru.0.z"]);
    // Not to look is fine at any step.
    net.step(x[1]!);
    expect(net.watchStep(x[2]!, ["gru.0.z"]).seen["gru.0.z"]).not.toEqual(first.seen["gru.0.z"]);
    expect(() => made("wasm").watchStep(x[0]!, ["q"])).toThrowError(/E_ARGUMENT\] watch "q": expected one of/);
  });
});
