import { expect, test } from "vitest";
import { type FitProgress, Work } from "./fit-progress.ts";

test("the fraction rises from 0 to 1, through trials, longer plans and members", () => {
  const told: FitProgress[] = [];
  const work = new Work((progress) => told.push(progress), 2);
  work.anchors(0);
  work.anchors(0.5);
  work.plan({ epochs: 10, networks: 3 });
  work.epoch("trust", { epoch: 5.5, steps: 11, loss: 0.9, member: 0 });
  work.epoch("trust", { epoch: 10, steps: 20, loss: 0.8, member: 0 });
  work.networkDone();
  work.plan({ epochs: 100, networks: 2 });
  for (const member of [1, 2]) {
    work.epoch("training", { epoch: 50, steps: 100, loss: 0.5, member });
    work.epoch("training", { epoch: 100, steps: 200, loss: 0.4, member });
    work.networkDone();
  }
  work.finished();
  const fractions = told.map(({ fraction }) => fraction);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect([fractions[0], fractions.at(-1)]).toEqual([0, 1]);
  expect(told[2]).toMatchObject({ stage: "trust", epoch: 5, epochs: 10, member: 0, members: 2, loss: 0.9 });
  // 20 steps of a trial, then 200 of each member
  expect(told.map(({ steps }) => steps)).toEqual([0, 0, 11, 20, 120, 220, 320, 420]);
  expect(told.at(-1)).toMatchObject({ stage: "training", epoch: 100, epochs: 100, member: 2, loss: 0.4 });
});

test("a fit with nothing to train ends at 1 as well", () => {
  const told: number[] = [];
  const work = new Work(({ fraction }) => told.push(fraction), 5);
  work.anchors(0);
  work.finished();
  expect(told).toEqual([0, 1]);
});

test("what a checkpoint brings counts as done, but not as this run's work", () => {
  const told: FitProgress[] = [];
  const work = new Work((progress) => told.push(progress), 2);
  work.anchors(0);
  work.plan({ epochs: 10, networks: 2 });
  work.restored("training", { epoch: 10, member: 1 });
  work.networkDone();
  work.restored("training", { epoch: 5, member: 2 });
  work.epoch("training", { epoch: 6, steps: 3, loss: 0.5, member: 2 });
  expect(told.at(-1)).toMatchObject({ steps: 3, member: 2, epoch: 6 });
  // anchors are a twentieth; of the rest, three quarters were done before
  expect(told.at(-1)!.before).toBeCloseTo(0.05 + 0.95 * 0.75);
  expect(told.at(-1)!.fraction).toBeCloseTo(0.05 + 0.95 * 0.8);
});
