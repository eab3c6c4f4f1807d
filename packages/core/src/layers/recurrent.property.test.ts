import fc from "fast-check";
import { expect, test } from "vitest";
import { gru, gruAfter, lstm, lstmCoupled, mgu, rnn } from "../cells/index.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import { expectClose } from "../train/backends.test.support.ts";
import { linear } from "./linear.ts";
import { type RecurrentOptions, recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

/** Any options that go together, on a cell that takes them. */
const layers = fc
  .record({
    cell: fc.constantFrom(rnn, lstm, gru, gruAfter, mgu, lstmCoupled),
    hidden: fc.integer({ min: 1, max: 9 }),
    layers: fc.integer({ min: 1, max: 3 }),
    direction: fc.constantFrom("forward" as const, "backward" as const, "both" as const),
    merge: fc.constantFrom("concat" as const, "sum" as const, "mul" as const, "average" as const),
    output: fc.constantFrom("last" as const, "sequence" as const),
    projection: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    residual: fc.boolean(),
    initial: fc.constantFrom("zero" as const, "learned" as const),
    stateful: fc.boolean(),
    truncate: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    zoneout: fc.constantFrom(0, 0.3),
    recurrentDropout: fc.constantFrom(0, 0.5),
  })
  .map(({ cell, merge, projection, truncate, ...given }) => {
    const projects = projection !== undefined && (cell === rnn || cell === lstm || cell === lstmCoupled);
    const both = given.direction === "both";
    const options: RecurrentOptions = {
      ...given,
      residual: given.residual && given.layers > 1 && !(both && given.output === "last"),
      stateful: given.stateful && !both,
      ...(both && { merge }),
      ...(projects && { projection }),
      ...(truncate !== undefined && { truncate }),
    };
    return { cell, options };
  });

const cases = fc.record({
  layer: layers,
  features: fc.integer({ min: 1, max: 5 }),
  lengths: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
});

/** Rows of numbers, the learned first states among them, so that nothing is zero. */
const waves = (shape: number[], seed: number) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(1.7 * i + seed)),
});

test("whatever the options: backends agree, padding changes nothing, files and steps give the same", () => {
  fc.assert(
    fc.property(cases, ({ layer: { cell, options }, features, lengths }) => {
      const made = (backend: "wasm" | "reference") =>
        sequential([recurrent(cell, options), linear(2)], { backend }).initialize({ features, seed: 1 });
      const [exact, net] = [made("reference"), made("wasm")];
      const learned = Object.entries(net.parameters).filter(([name]) => name.includes("initial"));
      for (const each of [exact, net])
        each.setParameters(Object.fromEntries(learned.map(([name, { shape }], i) => [name, waves([...shape], i)])));

      const x = waves([lengths.length, 6, features], 3);
      lengths.forEach((length, row) => {
        x.data.fill(Number.NaN, (row * 6 + length) * features, (row + 1) * 6 * features);
      });
      const afresh = (predict: () => { data: ArrayLike<number> }) => {
        for (const each of [exact, net, loaded]) each.resetStates();
        return predict();
      };
      const loaded = decodeModel(encodeModel(net)).model;
      const whole = afresh(() => net.predict(x, { lengths }));
      expectClose(whole.data, afresh(() => exact.predict(x, { lengths })).data, 1e-5);
      expect(afresh(() => loaded.predict(x, { lengths }))).toEqual(whole);
      lengths.forEach((length, row) => {
        const own = {
          shape: [1, length, features],
          data: x.data.slice(row * 6 * features).slice(0, length * features),
        };
        const alone = afresh(() => net.predict(own)).data;
        const from = (row * whole.data.length) / lengths.length;
        expectClose(
          Array.from(alone, (_, i) => whole.data[from + i]!),
          alone,
          1e-5,
        );
        if (options.direction !== "forward") return;
        net.resetStates();
        for (let step = 0; step < length; step++) {
          const found = net.step(own.data.slice(step * features, (step + 1) * features)).data;
          const at = options.output === "sequence" ? 2 * step : 0;
          if (options.output === "sequence" || step === length - 1)
            expect(Array.from(found)).toEqual(Array.from(alone).slice(at, at + 2));
        }
      });
    }),
    { numRuns: 60 },
  );
});
