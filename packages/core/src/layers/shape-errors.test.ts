import { describe, expect, test } from "vitest";
import { gru, lstm } from "../cells/index.ts";
import { ShapeError } from "../errors.ts";
import { add, mul, zeros } from "../graph/ops.ts";
import { mse } from "../losses/mse.ts";
import { sgd } from "../optim/sgd.ts";
import { train } from "../train/train.ts";
import { batchNorm } from "./batch-norm.ts";
import { conv1d } from "./conv1d.ts";
import { dropout } from "./dropout.ts";
import { embedding } from "./embedding.ts";
import { flatten } from "./flatten.ts";
import { type Layer, layer } from "./layer.ts";
import { layerNorm } from "./layer-norm.ts";
import { linear } from "./linear.ts";
import { type Model, model } from "./model.ts";
import { averagePool1d, maxPool1d } from "./pool1d.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";
import { parameter } from "./trace.ts";

// Every message names the layer, its position in the model, and both shapes: the one expected and the one found.

const filled = (shape: readonly number[]) => ({ shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)) });

async function messageOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    expect(error).toBeInstanceOf(ShapeError);
    return (error as ShapeError).message;
  }
  throw new Error("nothing was refused");
}

const scores: Layer = Object.assign((x: Parameters<Layer>[0]) => table.scores(x));
const table = embedding(5, 2);
const scale = () => layer("scale", (x) => mul(x, parameter("g", [7])));

/** A layer behind `linear(3)`, the axes of a row of data, and what is said of it. */
const refused: [what: string, made: () => Layer, row: number[], said: RegExp][] = [
  [
    "recurrent, rows without steps",
    () => recurrent(lstm, { hidden: 2 }),
    [4],
    /lstm, input: expected a sequence \[B, T, features\], got \[B, 3\]\. Try output: "sequence"/,
  ],
  [
    "recurrent, an axis too many",
    () => recurrent(gru, { hidden: 2 }),
    [5, 2, 4],
    /gru, input: expected a sequence \[B, T, features\], got \[B, 5, 2, 3\]/,
  ],
  [
    "conv1d, rows without steps",
    () => conv1d(2, 3),
    [4],
    /conv1d, input: expected a sequence \[B, T, channels\], got \[B, 3\]/,
  ],
  [
    "conv1d, an axis too many",
    () => conv1d(2, 3, { padding: "same" }),
    [5, 2, 4],
    /conv1d, input: expected a sequence \[B, T, channels\], got \[B, 5, 2, 3\]/,
  ],
  [
    "conv1d, too few steps",
    () => conv1d(2, 3, { dilation: 2, padding: 1 }),
    [2, 4],
    /conv1d, input: expected \[B, T, 3\] with T at least 3, for a window of 5 steps, got \[B, 2, 3\]/,
  ],
  [
    "conv1d, channels that do not go into groups",
    () => conv1d(2, 3, { groups: 2 }),
    [5, 4],
    /conv1d, input: expected \[B, T, channels\] with channels in 2 groups, got \[B, 5, 3\]/,
  ],
  [
    "maxPool1d, rows without steps",
    () => maxPool1d(2),
    [4],
    /maxPool1d, input: expected a sequence \[B, T, channels\], got \[B, 3\]/,
  ],
  [
    "maxPool1d, too few steps",
    () => maxPool1d(2),
    [1, 4],
    /maxPool1d, input: expected \[B, T, 3\] with T at least 2, for a window of 2 steps, got \[B, 1, 3\]/,
  ],
  [
    "averagePool1d, rows without steps",
    () => averagePool1d(2),
    [4],
    /averagePool1d, input: expected a sequence \[B, T, channels\], got \[B, 3\]/,
  ],
  [
    "averagePool1d, too few steps",
    () => averagePool1d(3),
    [2, 4],
    /averagePool1d, input: expected \[B, T, 3\] with T at least 3, for a window of 3 steps, got \[B, 2, 3\]/,
  ],
  ["embedding's scores, other features", () => scores, [4], /embedding, scores: expected \[B, 2\], got \[B, 3\]/],
  [
    "a layer of one's own",
    scale,
    [4],
    /scale, mul: expected two shapes that broadcast, got add \[B, 3\] and scale\.g \[7\]/,
  ],
  [
    "an operation",
    () => (x) => add(x, zeros([7])),
    [4],
    /add: expected two shapes that broadcast, got add \[B, 3\] and broadcast \[7\]/,
  ],
];

describe("a layer that cannot read what comes to it", () => {
  const within = refused.filter(([, , row]) => row.length < 3);
  test.each(within)("in a sequence of layers: %s", async (_, made, row, said) => {
    const net = sequential(linear(3), made(), linear(1));
    const message = await messageOf(() =>
      train(
        net,
        { x: filled([2, ...row]), y: filled([2, 1]) },
        { loss: mse, optimizer: sgd({ rate: 0.1 }), epochs: 1, seed: 1 },
      ).next(),
    );
    expect(message).toMatch(new RegExp(`^\\[E_SHAPE\\] layer 2 of 3, ${said.source}`));
  });

  const functional = refused.filter(([what]) => what !== "an operation");
  test.each(functional)("in a function: %s", async (_, made, row, said) => {
    const [first, second] = [linear(3), made()];
    const net = model({ inputs: { x: row } }, ({ x }) => second(first(x)));
    const message = await messageOf(() => net.initialize({ seed: 1 }));
    expect(message).toMatch(new RegExp(`^\\[E_SHAPE\\] layer 2, ${said.source}`));
  });

  test("linear and the norms need features", async () => {
    for (const [name, made] of [
      ["linear", () => linear(2)],
      ["norm", layerNorm],
      ["batchNorm", batchNorm],
    ] as const) {
      const apply = made();
      const net = model({ inputs: { x: [] } }, ({ x }) => apply(x));
      expect(await messageOf(() => net.initialize({ seed: 1 }))).toBe(
        `[E_SHAPE] layer 1, ${name}, input: expected [B, features] or [B, T, features], got [B].`,
      );
    }
  });

  test("windows and flatten need a number of steps, and say how to give it", async () => {
    for (const [name, made] of [
      ["conv1d", () => conv1d(2, 3)],
      ["maxPool1d", () => maxPool1d(2)],
      ["averagePool1d", () => averagePool1d(2)],
      ["flatten", flatten],
    ] as const) {
      const [first, second] = [linear(3), made()];
      const net = model({ inputs: { x: ["T", 4] } }, ({ x }) => second(first(x)));
      expect(await messageOf(() => net.initialize({ seed: 1 }))).toMatch(
        new RegExp(
          `^\\[E_SHAPE\\] layer 2, ${name}, input: expected \\[B, .*\\] with a number for T, .*, got \\[B, T, 3\\]\\. Try fixesSteps: true beside the inputs of the model, which takes the number from the data or from initialize\\({ seed, steps }\\), or`,
        ),
      );
    }
  });

  test("a layer in a layer is named with the one around it", async () => {
    const inner = recurrent(gru, { hidden: 2, name: "inner" });
    const outer = layer("outer", (x) => inner(x));
    expect(
      await messageOf(() =>
        sequential(outer)
          .initialize({ seed: 1, features: 3 })
          .predict([[1, 2, 3]]),
      ),
    ).toBe(
      '[E_SHAPE] layer 1 of 1, outer, outer.inner, input: expected a sequence [B, T, features], got [B, 3]. Try output: "sequence" in a recurrent layer before this one, or data with a step axis.',
    );
  });

  test("a layer applied twice is named by the application", async () => {
    const [twice, other] = [linear(3), linear(4)];
    const net = model({ inputs: { x: [3] } }, ({ x }) => twice(other(twice(x))));
    // The weights of an application are those of the first, whose shape another does not change.
    expect(await messageOf(() => net.initialize({ seed: 1 }))).toBe(
      "[E_SHAPE] layer 3, linear, parameter linear.W: expected [3, 3], got [3, 4].",
    );
  });
});

describe("data of other features than the weights were made for", () => {
  const made: [name: string, () => Layer][] = [
    ["linear", () => linear(2)],
    ["lstm", () => recurrent(lstm, { hidden: 2, output: "sequence" })],
    ["conv1d", () => conv1d(2, 3, { padding: "causal" })],
    ["norm", () => layerNorm()],
    ["batchNorm", () => batchNorm()],
    ["scale", () => layer("scale", (x) => mul(x, parameter("g", [x.shape.at(-1) as number])))],
  ];
  test.each(made)("%s", async (name, make) => {
    const net = sequential(dropout(0.5), make(), linear(1)).initialize({ seed: 1, features: 4 });
    const data = name === "lstm" || name === "conv1d" ? [2, 5, 6] : [2, 6];
    const shown = data.length === 3 ? "[B, T, 4]" : "[B, 4]";
    expect(await messageOf(() => net.predict(filled(data)))).toBe(
      `[E_SHAPE] layer 2 of 3, ${name}: expected an input of shape ${shown}, as when its weights were made, got ${shown.replace("4", "6")}.`,
    );
  });

  test("with other axes too, the shape is that of the first data", async () => {
    const net = sequential(recurrent(lstm, { hidden: 2 })).initialize({ seed: 1, features: 4 });
    expect(await messageOf(() => net.predict(filled([2, 5, 4, 2])))).toBe(
      "[E_SHAPE] layer 1 of 1, lstm: expected an input of shape [B, T, 4], as when its weights were made, got [B, T, 4, 2].",
    );
  });

  test("behind a layer whose features follow from the number of steps", async () => {
    const net = sequential(maxPool1d(2, { stride: 1 }), flatten(), linear(1)).initialize({
      seed: 1,
      features: 4,
      steps: 5,
    });
    expect(await messageOf(() => net.predict(filled([2, 6, 4])))).toBe(
      "[E_SHAPE] layer 3 of 3, linear: expected an input of shape [B, 16], as when its weights were made, got [B, 20].",
    );
  });

  test("where the model declares them, the input is named", async () => {
    const head = linear(1);
    const net = model({ inputs: { x: ["T", 4] } }, ({ x }) => head(x)).initialize({ seed: 1 });
    expect(await messageOf(() => net.predict({ x: filled([2, 5, 6]) }))).toBe(
      "[E_SHAPE] predict, x: expected [B, T, 4], got [2, 5, 6].",
    );
    expect(await messageOf(() => sequential(linear(1)).initialize({ seed: 1, features: 4 }).predict([1, 2]))).toBe(
      "[E_SHAPE] predict, x: expected [B, features] or [B, T, features], got [2].",
    );
  });
});

describe("targets that are not what the model gives", () => {
  const learn = <X, Y>(net: Model<X, Y>, x: X, y: unknown, loss: unknown = mse) =>
    train(net, { x, y } as never, { loss: loss as never, optimizer: sgd({ rate: 0.1 }), epochs: 1, seed: 1 }).next();
  const last = () => sequential(recurrent(gru, { hidden: 2 }), linear(1));
  const each = () => sequential(recurrent(gru, { hidden: 2, output: "sequence" }), linear(1));
  const x = filled([3, 5, 4]);

  test.each([
    ["other features", last, [3, 2], "mse: expected targets of shape [B, 1], as the predictions, got [B, 2]."],
    ["no features", last, [3], "mse: expected targets of shape [B, 1], as the predictions, got [B]."],
    ["steps", last, [3, 5, 1], "mse: expected targets of shape [B, 1], as the predictions, got [B, 5, 1]."],
    ["other rows", last, [2, 1], "y: expected [3, 1], got [2, 1]."],
    ["other steps", each, [3, 4, 1], "y: expected [3, 5, 1], got [3, 4, 1]."],
    ["no steps", each, [3, 1], "y: expected [3, 5], got [3, 1]."],
    [
      "other features at every step",
      each,
      [3, 5, 2],
      "mse: expected targets of shape [B, T, 1], as the predictions, got [B, T, 2].",
    ],
  ] as const)("%s", async (_, made, shape, said) => {
    expect(await messageOf(() => learn(made(), x, filled(shape)))).toBe(
      `[E_SHAPE] train, targets of layer 2 of 2, linear, ${said}`,
    );
  });

  test("in a function of several outputs, each is that of its own layer", async () => {
    const [read, near, far] = [recurrent(gru, { hidden: 2 }), linear(1, { name: "near" }), linear(2, { name: "far" })];
    const net = model({ inputs: { x: ["T", 4] } }, ({ x }) => {
      const h = read(x);
      return { near: near(h), far: far(h), sum: add(near(h), 1) };
    });
    const y = { near: filled([3, 1]), far: filled([2, 2]), sum: filled([3, 1]) };
    expect(await messageOf(() => learn(net, { x }, y, () => zeros([])))).toBe(
      "[E_SHAPE] train, targets of layer 3, far, far: expected [3, 2], got [2, 2].",
    );
    expect(await messageOf(() => learn(net, { x }, { ...y, far: filled([3, 2]), sum: filled([4, 1]) }))).toBe(
      "[E_SHAPE] train, targets, sum: expected [3, 1], got [4, 1].",
    );
  });
});
