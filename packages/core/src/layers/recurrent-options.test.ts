import { describe, expect, test } from "vitest";
import { cells, gru, indrnn, lstm, lstmCoupled } from "../cells/index.ts";
import { cell } from "../equations/index.ts";
import { decodeContainer, encodeContainer } from "../files/container.ts";
import { decodeModel, encodeModel } from "../files/model-file.ts";
import * as g from "../graph/ops.ts";
import { mse } from "../losses/mse.ts";
import { randomKey } from "../math/keyed-uniform.ts";
import { adam } from "../optim/adam.ts";
import { engine } from "../program.ts";
import { backends, expectClose } from "../train/backends.test.support.ts";
import { train } from "../train/train.ts";
import { expectFiniteDifferences } from "./finite-differences.test.support.ts";
import { linear } from "./linear.ts";
import { model } from "./model.ts";
import { type RecurrentOptions, recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";
import { RANDOM_KEY, trace } from "./trace.ts";

const total = cell("total", "h_t = h_{t-1} + x_t");
const latest = cell("latest", "h_t = x_t + 0 h_{t-1}");
const x = [[[1], [2], [3]]];
const waves = (rows: number, steps: number, features: number) => ({
  shape: [rows, steps, features],
  data: Float32Array.from({ length: rows * steps * features }, (_, i) => Math.sin(1.7 * i + 0.3)),
});

describe.each(backends)("on $backend", ({ backend, values }) => {
  const made = (given: typeof lstm, options: RecurrentOptions, features = 1) =>
    sequential([recurrent(given, options)], { backend }).initialize({ features, seed: 3 });

  /** The outputs of every step in training, of one unit: a row each. */
  function inTraining(given: typeof lstm, options: object, { rows = 1, steps = 3, one = (t: number) => t + 1 } = {}) {
    const { result: y, trace: traced } = trace(
      () => recurrent(given, { hidden: 1, output: "sequence", ...options })(g.input("x", ["T", "B", 1])),
      { training: true },
    );
    const on = engine({ backend });
    const program = on.compile({ results: { y } });
    for (const { name, shape } of traced.parameters.values()) {
      on.declare(name, shape);
      on.write(name, [1]);
    }
    const data = Float64Array.from({ length: steps * rows }, (_, i) => one(Math.floor(i / rows)));
    program.run({ x: data, [RANDOM_KEY]: randomKey(1, 1) }, { T: steps, B: rows });
    const all = program.result("y").data;
    return Array.from({ length: rows }, (_, row) => Array.from({ length: steps }, (_, t) => all[t * rows + row]!));
  }

  describe("residual", () => {
    test("an upper cell adds what it reads to what it gives", () => {
      // Depth 0 gives 1 3 6, depth 1 its running sums 1 4 10 and 1 3 6 with them.
      const options = { hidden: 1, layers: 2, residual: true } as const;
      expectClose(made(total, { ...options, output: "sequence" }).predict(x).data, [2, 7, 16], values);
      expectClose(made(total, options).predict(x).data, [16], values);
      expectClose(made(total, options).predict(x, { lengths: [2] }).data, [7], values);
      // Backwards 6 5 3, then 14 8 3.
      expectClose(made(total, { ...options, direction: "backward" }).predict(x).data, [20], values);
    });

    test("of both directions, to what they give together", () => {
      const options = { hidden: 1, layers: 2, residual: true, direction: "both", output: "sequence" } as const;
      // Depth 0 gives 2 x, depth 1 twice that, and 2 x with it.
      const net = made(latest, { ...options, merge: "sum" });
      expectClose(net.predict(x).data, [6, 12, 18], values);
    });

    test("step by step it gives what the whole sequence does", () => {
      const net = made(gru, { hidden: 2, layers: 3, residual: true });
      for (const steps of [1, 2, 3])
        expect(net.step(x[0]![steps - 1]!).data).toEqual(net.predict([x[0]!.slice(0, steps)]).data);
    });
  });

  describe("initial states that are learned", () => {
    test("start at zero, are called by their state, and are where a sequence starts", () => {
      const net = made(total, { hidden: 1, initial: "learned" });
      expect(net.parameters["total.0.initial.h"]).toMatchObject({ shape: [1], data: { 0: 0 } });
      expectClose(net.predict(x).data, [6], values);
      net.setParameters({ "total.0.initial.h": [10] });
      expectClose(net.predict(x).data, [16], values);
      expectClose(net.step([1]).data, [11], values);
      expectClose(net.step([2]).data, [13], values);
    });

    test("every depth and direction has its own, which a call's go before", () => {
      const layer = recurrent(lstm, { hidden: 2, layers: 2, direction: "both", initial: "learned" });
      const net = model({ inputs: { x: ["T", 1], h: [2] }, backend }, ({ x, h }) => layer(x, { initial: [{ h }] }));
      const names = Object.keys(net.initialize({ seed: 1 }).parameters).filter((name) => name.includes("initial"));
      expect(names).toEqual([
        "lstm.0.initial.c",
        ...["0.backward", "1", "1.backward"].flatMap((at) => [`lstm.${at}.initial.h`, `lstm.${at}.initial.c`]),
      ]);
    });

    test("are trained with the rest", async () => {
      const net = made(total, { hidden: 1, initial: "learned" });
      const options = { loss: mse, optimizer: adam({ rate: 0.5 }), epochs: 200, seed: 1 };
      for await (const _ of train(net, { x, y: [[9]] }, options));
      expect(net.parameters["total.0.initial.h"]!.data[0]).toBeCloseTo(3, 2);
    });

    test("a cell's input of the step before is none", () => {
      const change = cell("change", "h_t = x_t - x_{t-1} + 0 h_{t-1}");
      const net = made(change, { hidden: 1, initial: "learned" });
      expect(Object.keys(net.parameters)).toEqual(["change.0.initial.h"]);
    });
  });

  describe("zoneout", () => {
    test("in training a state stays as it was with probability p, at every step anew", () => {
      for (const p of [0.1, 0.5]) {
        const seen = inTraining(latest, { zoneout: p }, { rows: 40, steps: 60 });
        let stayed = 0;
        for (const row of seen)
          row.forEach((h, t) => {
            const before = t === 0 ? 0 : row[t - 1]!;
            expect([before, t + 1]).toContain(h);
            if (h === before) stayed++;
          });
        expect(Math.abs(stayed - p * 2400)).toBeLessThan(4 * Math.sqrt(p * (1 - p) * 2400));
        expect(new Set(seen.map(String)).size).toBeGreaterThan(35);
      }
    });

    test("elsewhere a state is the mean over what it could be", () => {
      const net = made(latest, { hidden: 1, output: "sequence", zoneout: 0.25 });
      expectClose(net.predict(x).data, [0.75, 0.25 * 0.75 + 0.75 * 2, 0.25 * 1.6875 + 0.75 * 3], values);
    });

    test("of the states that are named alone", () => {
      const two = cell("two", "c_t = x_t + 0 c_{t-1}; h_t = x_t + 0 h_{t-1}", { output: "h" });
      const net = made(two, { hidden: 1, zoneout: { c: 0.5 } });
      const { h, c } = net.watch(x, ["h", "c"]);
      expectClose(h.data, [1, 2, 3], values);
      expectClose(c.data, [0.5, 1.25, 2.125], values);
      const layer = recurrent(two, { hidden: 1, zoneout: { c: 0.5 } });
      const whole = model({ inputs: { x: ["T", 1] }, backend }, ({ x }) => {
        const [last] = layer.unroll(x).states;
        return { h: last!.h!, c: last!.c! };
      }).initialize({ seed: 1 });
      expectClose(whole.predict({ x }).h.data, [3], values);
      expectClose(whole.predict({ x }).c.data, [0.125 + 0.5 + 1.5], values);
    });

    test("step by step it gives what the whole sequence does", () => {
      const net = made(lstm, { hidden: 3, zoneout: 0.3 });
      for (const steps of [1, 2, 3])
        expect(net.step(x[0]![steps - 1]!).data).toEqual(net.predict([x[0]!.slice(0, steps)]).data);
    });
  });

  describe("recurrent dropout", () => {
    const sum = cell("sum", "h_t = x_t + U h_{t-1}");

    test("in training a unit is dropped at all steps or at none", () => {
      const rows = inTraining(sum, { recurrentDropout: 0.5 }, { rows: 200 });
      const dropped = rows.filter((row) => String(row) === "1,2,3").length;
      const kept = rows.filter((row) => String(row) === "1,4,11").length;
      expect(dropped + kept).toBe(200);
      expect(Math.abs(dropped - 100)).toBeLessThan(30);
    });

    test("products see it, what is added or multiplied unit by unit does not", () => {
      const both = cell("both", "h_t = x_t + h_{t-1} + U (0.5 h_{t-1})");
      const rows = new Set(inTraining(both, { recurrentDropout: 0.5 }, { rows: 50 }).map(String));
      // Dropped: running sums. Kept: h + x + 0.5 · 2 h.
      expect(rows).toEqual(new Set(["1,3,6", "1,4,11"]));
      const reset = cell("reset", "r_t = 0.5 + 0 x_t; h_t = x_t + U (r_t ⊙ h_{t-1})");
      expect(new Set(inTraining(reset, { recurrentDropout: 0.5 }, { rows: 50 }).map(String))).toEqual(
        new Set(["1,2,3", "1,3,6"]),
      );
    });

    test("nothing is dropped elsewhere", () => {
      const options = { hidden: 3, output: "sequence" } as const;
      const [plain, other] = [made(gru, options), made(gru, { ...options, recurrentDropout: 0.4 })];
      expect(other.predict(x)).toEqual(plain.predict(x));
    });
  });

  test("a model with all of it comes back from a file", () => {
    const options: RecurrentOptions = {
      ...{ hidden: 3, layers: 3, dropout: 0.1, recurrentDropout: 0.2, zoneout: { c: 0.3 } },
      ...{ residual: true, initial: "learned", projection: 2, stateful: true },
    };
    const net = sequential([recurrent(lstm, options), linear(1)], { backend }).initialize({ features: 2, seed: 1 });
    const bytes = encodeModel(net);
    const again = decodeModel(bytes, { backend }).model;
    expect(encodeModel(again)).toEqual(bytes);
    expect(again.predict(waves(2, 4, 2))).toEqual(net.predict(waves(2, 4, 2)));
    expect(again.parameters).toEqual(net.parameters);
  });
});

describe("options in a file", () => {
  // biome-ignore lint/suspicious/noExplicitAny: the tests break the JSON
  type Json = any;
  const changed = (change: (layer: Json) => void) => {
    const layer = recurrent(lstm, { hidden: 3, layers: 2, projection: 2, zoneout: 0.1, truncate: 3 });
    const net = sequential([layer], { backend: "reference" }).initialize({ features: 2, seed: 1 });
    const { tensors, metadata } = decodeContainer(encodeModel(net));
    change((metadata as Json).architecture.layers.lstm);
    return () => decodeModel(encodeContainer({ tensors, metadata }), { backend: "reference" });
  };

  test("may be those of an earlier version, which had fewer", () => {
    const older = ["direction", "merge", "residual", "initial", "stateful", "truncate", "recurrentDropout", "zoneout"];
    const change = (layer: Json) => {
      for (const name of older) delete layer[name];
    };
    expect(changed(change)).not.toThrow();
  });

  test.each<[string, (layer: Json) => void]>([
    ["a direction that does not exist", (layer) => (layer.direction = "up")],
    ["both directions, of which there is one", (layer) => (layer.direction = "both")],
    ["a merge that does not exist", (layer) => Object.assign(layer, { direction: "both", merge: "constructor" })],
    ["another projection", (layer) => (layer.projection = 3)],
    ["a projection of no size", (layer) => (layer.projection = -1)],
    ["a huge projection", (layer) => (layer.projection = 2 ** 31 - 1)],
    ["first states to learn, of which there are none", (layer) => (layer.initial = "learned")],
    ["a residual that is no flag", (layer) => (layer.residual = "yes")],
    ["zoneout of a state that the cell has not", (layer) => (layer.zoneout = { q: 0.5 })],
    ["zoneout that is no probability", (layer) => (layer.zoneout = { h: 2 })],
    ["zoneout by no name", (layer) => (layer.zoneout = 0.5)],
    ["a part of less than a step", (layer) => (layer.truncate = 0.5)],
    ["an option that does not exist", (layer) => (layer.reverse = true)],
  ])("%s is refused", (_, change) => {
    expect(changed(change)).toThrowError(expect.objectContaining({ code: "E_FORMAT" }));
  });
});

test("both backends draw the same in training, and threads do", async () => {
  const options = { hidden: 4, layers: 2, dropout: 0.2, recurrentDropout: 0.3, zoneout: 0.2 };
  const learn = async (backend: "wasm" | "reference", threads = 1) => {
    const net = sequential([recurrent(lstmCoupled, options), linear(1)], { backend });
    const lengths = Array.from({ length: 32 }, (_, i) => 1 + (i % 4));
    const data = { x: waves(32, 4, 2), y: { shape: [32, 1], data: waves(32, 1, 1).data }, lengths };
    const how = { loss: mse, optimizer: adam({ rate: 0.01 }), epochs: 3, batch: 32, seed: 4, threads };
    for await (const _ of train(net, data, how));
    return net.parameters;
  };
  const one = await learn("wasm");
  expect(await learn("wasm", 2)).toEqual(one);
  for (const [name, { data }] of Object.entries(await learn("reference"))) expectClose(one[name]!.data, data, 2e-3);
});

test("gradients with all of it equal finite differences with what is drawn held fixed", () => {
  for (const given of [lstm, gru]) {
    const options: RecurrentOptions = {
      ...{ hidden: 2, layers: 2, dropout: 0.3, recurrentDropout: 0.4, zoneout: 0.3, residual: true },
      ...{ initial: "learned", output: "sequence", direction: "both" },
    };
    const layer = recurrent(given, options);
    expectFiniteDifferences((x, lengths) => layer(x, { lengths }));
  }
});

describe("what cannot be is refused", () => {
  const options =
    (each: object, given = gru) =>
    () =>
      recurrent(given, { hidden: 2, ...each });

  test.each([
    [{ residual: true }, /E_ARGUMENT\] recurrent, residual: expected 2 layers or more/],
    [{ residual: 1, layers: 2 }, /E_ARGUMENT\] recurrent, residual: expected true or false, got 1/],
    [
      { residual: true, layers: 2, direction: "both" },
      /E_ARGUMENT\] recurrent, residual: expected one direction, or a whole sequence/,
    ],
    [{ initial: "random" }, /E_ARGUMENT\] recurrent, initial: expected "zero" or "learned", got "random"/],
    [{ zoneout: 1.5 }, /E_ARGUMENT\] recurrent, zoneout: expected a probability from 0 to 1, got 1.5/],
    [{ zoneout: { c: 0.5 } }, /E_ARGUMENT\] recurrent, zoneout: expected states among h, got "c"/],
    [{ zoneout: { h: -1 } }, /E_ARGUMENT\] recurrent, zoneout of h: expected a probability/],
    [{ recurrentDropout: 2 }, /E_ARGUMENT\] recurrent, recurrentDropout: expected a probability/],
    [{ stateful: "yes" }, /E_ARGUMENT\] recurrent, stateful: expected true or false/],
    [{ stateful: true, direction: "both" }, /E_ARGUMENT\] recurrent, stateful: expected one direction, got "both"/],
  ])("%j", (each, message) => {
    expect(options(each)).toThrowError(message);
  });

  test("recurrent dropout of a cell without products of a state", () => {
    const net = sequential(recurrent(indrnn, { hidden: 2, recurrentDropout: 0.5 }));
    expect(() => net.initialize({ features: 2, seed: 1 })).toThrowError(
      /E_ARGUMENT\] recurrent, recurrentDropout: expected a cell with a product that reads a state/,
    );
  });
});

test("an option that is undefined is one that is not given", () => {
  const none = { layers: undefined, direction: undefined, zoneout: undefined, init: undefined, name: undefined };
  const net = sequential(recurrent(gru, { hidden: 2, ...none } as never)).initialize({ features: 2, seed: 1 });
  const plain = sequential(recurrent(gru, { hidden: 2 })).initialize({ features: 2, seed: 1 });
  expect(net.parameters).toEqual(plain.parameters);
});

test("what is no cell is refused", () => {
  expect(() => recurrent("gru" as never, { hidden: 2 })).toThrowError(
    'E_ARGUMENT] recurrent, cell: expected a cell, got "gru". Try cellNamed("gru").',
  );
  expect(() => recurrent(undefined as never, { hidden: 2 })).toThrowError("recurrent, cell: expected a cell, got none");
});

test("types refuse what is refused", () => {
  const wrong = () => [
    // @ts-expect-error a direction that does not exist
    recurrent(gru, { hidden: 2, direction: "up" }),
    // @ts-expect-error an option that does not exist
    recurrent(gru, { hidden: 2, bidirectional: true }),
    // @ts-expect-error a merge that does not exist
    recurrent(gru, { hidden: 2, direction: "both", merge: "max" }),
  ];
  expect(wrong).toThrowError(/E_ARGUMENT/);
});

test("every cell of the library takes zoneout, learned states and a residual, forwards and backwards", () => {
  for (const each of cells) {
    const options = { hidden: 4, layers: 1, zoneout: 0.2, initial: "learned", direction: "both" } as const;
    const features = each.inputs?.length ?? 3;
    const net = sequential(recurrent(each, options)).initialize({ features, seed: 1 });
    expect(net.predict(waves(2, 3, features), { lengths: [3, 1] }).data.every(Number.isFinite)).toBe(true);
  }
});
