import { afterEach, describe, expect, test } from "vitest";
import { immortalWorkers, mortalWorkers } from "../backends/wasm/threads/mortal-worker.test.support.ts";
import { gru } from "../cells/index.ts";
import { dropout } from "../layers/dropout.ts";
import { linear } from "../layers/linear.ts";
import { recurrent } from "../layers/recurrent.ts";
import { sequential } from "../layers/sequential.ts";
import { mse } from "../losses/mse.ts";
import { adam } from "../optim/adam.ts";
import { train } from "./train.ts";

afterEach(immortalWorkers);

const numbers = (shape: number[]) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => ((i * 37) % 101) / 50 - 1),
});
const data = { x: numbers([64, 6, 2]), y: numbers([64, 1]) };
const made = () => sequential(recurrent(gru, { hidden: 5 }), dropout(0.2), linear(1));

/** Trains with one step in every epoch. */
async function trained(net: ReturnType<typeof made>, epochs: number, threads: number) {
  let done = 0;
  const options = { loss: mse, optimizer: adam({ rate: 0.01 }), epochs, batch: 64, seed: 3, threads };
  for await (const _ of train(net, data, options)) done++;
  return done;
}

describe("a thread that dies in the middle of a step", () => {
  test.each([2, 4])(
    "ends the training with E_BACKEND and the weights of the last step, of %i threads",
    async (threads) => {
      const net = made();
      mortalWorkers(6);
      await expect(trained(net, 50, threads)).rejects.toMatchObject({
        code: "E_BACKEND",
        where: expect.stringMatching(/^thread \d$/),
        message: expect.stringContaining(
          "expected every thread to finish its share of the rows, got it ended with code 9",
        ),
      });
      const five = made();
      await trained(five, 5, 1);
      expect(net.parameters).toEqual(five.parameters);
    },
  );

  test("leaves a model that predicts, and trains again with threads", async () => {
    const [net, twice] = [made(), made()];
    mortalWorkers(4);
    await expect(trained(net, 50, 2)).rejects.toThrow("[E_BACKEND]");
    immortalWorkers();
    expect(net.predict(data.x).data.every(Number.isFinite)).toBe(true);
    await trained(twice, 3, 1);
    expect(await trained(net, 10, 2)).toBe(10);
    await trained(twice, 10, 1);
    expect(net.parameters).toEqual(twice.parameters);
  });
});

test("a worker that cannot be started ends the training with E_BACKEND before its first step", async () => {
  process.getBuiltinModule("node:worker_threads").Worker = class {
    constructor() {
      throw new Error("no more threads");
    }
  } as never;
  const net = made().initialize({ features: 2, seed: 3 });
  const before = net.parameters;
  await expect(trained(net, 5, 2)).rejects.toThrow(
    "[E_BACKEND] thread 2: expected a worker that starts, got no more threads. Try threads: 1",
  );
  expect(net.parameters).toEqual(before);
});
