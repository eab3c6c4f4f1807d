import { describe, expect, test } from "vitest";
import { gru } from "../cells/index.ts";
import { mse } from "../losses/mse.ts";
import { adam } from "../optim/adam.ts";
import { backends } from "../train/backends.test.support.ts";
import { train } from "../train/train.ts";
import { linear } from "./linear.ts";
import type { Model } from "./model.ts";
import { recurrent } from "./recurrent.ts";
import { sequential } from "./sequential.ts";

const x = Array.from({ length: 6 }, (_, row) => Array.from({ length: 3 }, (_, t) => [Math.sin(row + t)]));
const y = x.map((row) => [row[2]![0]! / 2]);

const learn = async (net: Model) => {
  for await (const _ of train(net, { x, y }, { loss: mse, optimizer: adam({ rate: 0.01 }), epochs: 2, seed: 1 }));
};

/** Names of the parameters that a training changed. */
async function changed(net: Model): Promise<string[]> {
  const before = net.parameters;
  await learn(net);
  return Object.entries(net.parameters)
    .filter(([name, { data }]) => data.some((w, i) => w !== before[name]!.data[i]))
    .map(([name]) => name);
}

describe.each(backends)("on $backend", ({ backend }) => {
  const made = () =>
    sequential([recurrent(gru, { hidden: 2 }), linear(2, { name: "lin" }), linear(1, { name: "linear" })], {
      backend,
    }).initialize({ seed: 1, features: 1 });

  test("a layer, a parameter or a pattern stays as it is, to the bit; the rest learns", async () => {
    const all = Object.keys(made().parameters);
    expect(await changed(made())).toEqual(all);
    const without = (drop: (name: string) => boolean) => all.filter((name) => !drop(name));
    expect(await changed(made().freeze("gru"))).toEqual(["lin.W", "lin.b", "linear.W", "linear.b"]);
    expect(await changed(made().freeze("lin"))).toEqual(without((name) => name.startsWith("lin.")));
    expect(await changed(made().freeze("lin.W"))).toEqual(without((name) => name === "lin.W"));
    expect(await changed(made().freeze("gru.0.U_*", "*.b"))).toEqual(
      without((name) => name.startsWith("gru.0.U_") || name.endsWith(".b")),
    );
  });

  test("frozen weights have no arrays of the optimizer", async () => {
    const net = made().freeze("gru");
    await learn(net);
    const { engine } = net.network;
    expect(() => engine.read("optimizer/mean/linear.W")).not.toThrow();
    expect(() => engine.read("optimizer/mean/gru.0.U_z")).toThrowError(/optimizer\/mean\/gru.0.U_z/);
  });

  test("what lies below frozen layers still learns, and unfreeze lets all learn again", async () => {
    const net = made().freeze("linear", "lin");
    expect((await changed(net)).every((name) => name.startsWith("gru."))).toBe(true);
    expect(await changed(net.unfreeze("lin"))).toContain("lin.W");
    expect(await changed(net.unfreeze())).toContain("linear.W");
  });
});

describe("what cannot be is refused", () => {
  test("a pattern for no parameter, with the names there are", () => {
    const net = sequential(linear(1)).initialize({ seed: 1, features: 1 });
    expect(() => net.freeze("line")).toThrowError(
      /E_ARGUMENT\] freeze: expected a pattern for some of linear.W, linear.b, got "line"/,
    );
    expect(() => net.unfreeze("other.*")).toThrowError(/E_ARGUMENT\] unfreeze/);
    expect(() => net.freeze("")).toThrowError(/E_ARGUMENT\] freeze/);
  });

  test("before there are weights", () =>
    expect(() => sequential(linear(1)).freeze("linear")).toThrowError(
      /E_ARGUMENT\] parameters: expected a model with weights/,
    ));

  test("training with nothing left to learn", async () => {
    const net = sequential(linear(1)).initialize({ seed: 1, features: 1 }).freeze("linear");
    const run = async () => {
      for await (const _ of train(net, { x: [[1]], y: [[1]] }, { loss: mse, optimizer: adam(), epochs: 1, seed: 1 }));
    };
    await expect(run()).rejects.toThrowError(/E_ARGUMENT\] train: .*got a model whose parameters are all frozen/);
  });
});
