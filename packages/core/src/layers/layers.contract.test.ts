import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import * as activations from "../graph/activations.ts";
import { relu, sigmoid, softmax, softplus, tanh } from "../graph/ops.ts";
import { mse } from "../losses/mse.ts";
import { sgd } from "../optim/sgd.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { gradients } from "../train/measure/gradients.ts";
import { train } from "../train/train.ts";
import { filled, made, rowsFor, type Stack, stacks, T } from "./contract-stacks.test.support.ts";
import { conv1d } from "./conv1d.ts";
import { flatten } from "./flatten.ts";
import type { Layer } from "./layer.ts";
import { linear } from "./linear.ts";
import type { Model } from "./model.ts";
import { averagePool1d, maxPool1d } from "./pool1d.ts";
import { sequential } from "./sequential.ts";

// What every layer must do, with whatever options; a new one joins the stacks. Every cell is held to as much, as a recurrent
// layer, by train/contract.test.ts.

const all = Object.entries(stacks);

/** Data for a model of a stack, with targets of the shape that it gives. */
function examples(net: Model, stack: Stack, rows: number) {
  const x = rowsFor(stack, rows);
  return { x, y: filled(net.predict(x).shape, 3) };
}

const options = { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 2, batch: 2, seed: 5 };

async function learn(net: Model, data: ReturnType<typeof examples>): Promise<void> {
  for await (const _ of train(net, data, options));
}

describe.each(backends)("on $backend", ({ backend, values, gradients: close }) => {
  describe.each(all)("%s", (_, stack) => {
    test("a row's output does not depend on the other rows", () => {
      const net = made(stack, backend);
      const { shape, data } = rowsFor(stack, 5);
      const whole = net.predict({ shape, data });
      const [given, each] = [data.length / 5, whole.data.length / 5];
      for (let row = 0; row < 5; row++) {
        const alone = net.predict({ shape: [1, ...shape.slice(1)], data: data.slice(row * given, (row + 1) * given) });
        expect(alone.data).toEqual(whole.data.slice(row * each, (row + 1) * each));
      }
    });

    test("outputs and gradients are those of the reference backend", () => {
      const net = made(stack, backend);
      const exact = made(stack, "reference");
      exact.setParameters(net.parameters);
      const data = examples(exact, stack, 3);
      expectClose(net.predict(data.x).data, exact.predict(data.x).data, values);
      const found = gradients(net, data, mse);
      const expected = gradients(exact, data, mse);
      expectClose([found.loss], [expected.loss], values);
      expect(Object.keys(found.parameters)).toEqual(Object.keys(expected.parameters));
      for (const [name, { data }] of Object.entries(expected.parameters))
        expectClose(found.parameters[name]!.data, data, close);
      if (!stack.indices) expectClose(found.inputs.x!.data, expected.inputs.x!.data, close);
    });

    test("one row, the fewest steps and odd numbers of both give what they give on the reference backend", () => {
      const { least = 1 } = stack;
      for (const steps of [least, least + 1, 13]) {
        const net = made(stack, backend, steps);
        const exact = made(stack, "reference", steps);
        exact.setParameters(net.parameters);
        for (const rows of [1, 9]) {
          const x = rowsFor(stack, rows, steps);
          const [found, expected] = [net.predict(x), exact.predict(x)];
          expect(found.shape).toEqual(expected.shape);
          expect(found.shape[0]).toBe(rows);
          expectClose(found.data, expected.data, values);
        }
      }
    });

    test("saved and loaded, it is the same, and learns the same", async () => {
      const net = made(stack, backend);
      const { model: loaded } = decodeModel(encodeModel(net), { backend });
      const data = examples(net, stack, 5);
      expect(loaded.predict(data.x)).toEqual(net.predict(data.x));
      expect(String(loaded.summary())).toBe(String(net.summary()));
      for (const each of [net, loaded]) await learn(each, data);
      expect(loaded.parameters).toEqual(net.parameters);
    });

    test("the same seed gives the same bits through training", async () => {
      const run = async () => {
        const net = made(stack, backend);
        await learn(net, examples(net, stack, 5));
        return net.parameters;
      };
      expect(await run()).toEqual(await run());
    });

    test("what is frozen stays as it is, to the bit, and the rest learns", async () => {
      const learned = Object.keys(
        gradients(made(stack, backend), examples(made(stack, backend), stack, 5), mse).parameters,
      );
      for (const frozen of learned.length > 1 ? [learned[0]!, learned.at(-1)!] : []) {
        const net = made(stack, backend).freeze(frozen);
        const before = net.parameters;
        await learn(net, examples(net, stack, 5));
        const moved = learned.filter((name) => net.parameters[name]!.data.some((w, i) => w !== before[name]!.data[i]));
        expect(moved).not.toContain(frozen);
        expect(moved.length, `beside ${frozen}`).toBeGreaterThan(0);
      }
    });
  });
});

describe("the summary counts what is learned", () => {
  test.each(all)("%s", (_, stack) => {
    const net = made(stack, "reference");
    // Counted where training reads it: the arrays that a loss has derivatives by.
    const { parameters } = gradients(net, examples(net, stack, 2), mse);
    const under = (label: string) =>
      Object.entries(parameters)
        .filter(([name]) => name.startsWith(`${label}.`))
        .reduce((count, [, { data }]) => count + data.length, 0);
    const { rows, count } = net.summary({ steps: T });
    const seen = new Set<string>();
    for (const { layer, parameters: shown } of rows) {
      expect(shown, layer).toBe(seen.has(layer) ? 0 : under(layer));
      seen.add(layer);
    }
    expect(count).toBe(Object.values(parameters).reduce((sum, { data }) => sum + data.length, 0));
    expect(net.count).toBe(count);
  });
});

describe("gradients equal finite differences", () => {
  test.each(all)("%s", (_, stack) => {
    const net = made(stack, "reference");
    const x = rowsFor(stack, 2);
    const y = filled(net.predict(x).shape, 2);
    const found = gradients(net, { x, y }, mse);
    const lossOf = (given = x) =>
      Array.from(net.predict(given).data).reduce((sum, p, i) => sum + (p - y.data[i]!) ** 2, 0) / y.data.length;
    expect(found.loss).toBeCloseTo(lossOf(), 12);
    const slopeOf = (set: (offset: number) => number) => (set(3e-6) - set(-3e-6)) / 6e-6;
    for (const [name, { shape, data }] of Object.entries(net.parameters)) {
      if (found.parameters[name] === undefined) continue;
      data.forEach((weight, i) => {
        const slope = slopeOf((offset) => {
          net.setParameters({ [name]: { shape, data: data.with(i, weight + offset) } });
          return lossOf();
        });
        net.setParameters({ [name]: { shape, data } });
        expect(found.parameters[name]!.data[i], `${name}[${i}]`).toBeCloseTo(slope, 7);
      });
    }
    if (stack.indices) return;
    x.data.forEach((value, i) => {
      const slope = slopeOf((offset) => lossOf({ shape: x.shape, data: x.data.with(i, value + offset) }));
      expect(found.inputs.x!.data[i], `x[${i}]`).toBeCloseTo(slope, 7);
    });
  });
});

describe("an input that does not fit is refused, naming the layer, its position and both shapes", () => {
  const refused = (layers: Layer[], message: RegExp, sizes: { features: number; steps?: number } = { features: 4 }) =>
    expect(() => sequential(layers).initialize({ seed: 1, ...sizes })).toThrowError(message);

  test("a sequence shorter than a window", () => {
    refused(
      [linear(3), conv1d(2, 3, { name: "wide" })],
      /E_SHAPE\] layer 2 of 2, wide, input: expected \[B, T, 3\] with T at least 3, for a window of 3 steps, got \[B, 2, 3\]/,
      { features: 4, steps: 2 },
    );
    refused([maxPool1d(4)], /layer 1 of 1, maxPool1d, input: expected \[B, T, 4\] with T at least 4.*got \[B, 3, 4\]/, {
      features: 4,
      steps: 3,
    });
  });

  test("channels that do not go into groups", () =>
    refused(
      [conv1d(6, 1, { groups: 3 })],
      /layer 1 of 1, conv1d, input: expected \[B, T, channels\] with channels in 3 groups, got \[B, 5, 4\]/,
      {
        features: 4,
        steps: 5,
      },
    ));

  test("no sequence", () =>
    refused(
      [flatten(), averagePool1d(2)],
      /layer 2 of 2, averagePool1d, input: expected a sequence \[B, T, channels\], got \[B, 20\]/,
      { features: 4, steps: 5 },
    ));

  test("another number of steps than the weights were made for", () => {
    const net = sequential(conv1d(2, 2), flatten(), linear(1)).initialize({ seed: 1, features: 4, steps: 5 });
    expect(() => net.predict(filled([2, 6, 4], 1))).toThrowError(
      /layer 3 of 3, linear: expected an input of shape \[B, 8\], as when its weights were made, got \[B, 10\]/,
    );
  });

  test("the number of steps is asked for where a layer fixes it", () =>
    refused([conv1d(2, 2)], /E_ARGUMENT\] initialize, steps: expected the number of steps/));
});

describe("every layer that users can have is among the stacks", () => {
  const index = readFileSync(new URL("../index.ts", import.meta.url), "utf8");

  test("layers with weights or options, by the calls that a model of them makes", () => {
    const exported = [...index.matchAll(/export \{([^}]*)\} from "\.\/layers\//g)]
      .flatMap(([, names]) => names!.split(","))
      .map((name) => name.trim())
      .filter((name) => name !== "" && !name.startsWith("type "));
    const others = ["layer", "model", "parameter", "sequential"];
    const kinds = all.flatMap(([, stack]) => {
      const { network } = made(stack, "reference");
      return network.traced(network.axes).trace.calls.map(({ saved }) => saved!.kind);
    });
    expect(exported.length).toBeGreaterThan(others.length);
    expect([...new Set(kinds)].sort()).toEqual(exported.filter((name) => !others.includes(name)).sort());
  });

  test("activations, by themselves", () => {
    const applied = new Set<unknown>(all.flatMap(([, { layers }]) => layers()));
    const exported = { ...activations, relu, sigmoid, softmax, softplus, tanh };
    expect(Object.entries(exported).filter(([, activation]) => !applied.has(activation))).toEqual([]);
  });
});
