import { join } from "node:path";
import { cell, linear, lstm, recurrent, saveModel, sequential } from "@sluice/core";
import { forecaster, panel, readTable } from "@sluice/forecast";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workplace } from "../run-sluice.test.support.ts";

const place = new Workplace();
afterAll(() => place.remove());
const at = (name: string) => join(place.folder, name);

const table = (days: number) =>
  [
    "tag;shop;sold;price",
    ...["north", "south"].flatMap((shop, s) =>
      Array.from({ length: days }, (_, i) => {
        const day = new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10).split("-").reverse().join("/");
        return `${day};${shop};${50 * (s + 1) + (i % 7)};${i % 3}`;
      }),
    ),
  ].join("\n");

beforeAll(async () => {
  place.write("sales.csv", table(40));
  place.write("later.csv", table(60));
  const shop = panel(await readTable(at("sales.csv")), { id: "shop", target: "sold", known: ["price"] });
  const leaky = cell("leaky", "k_t = σ(W_k x_t + b_k)\nh_t = k_t ⊙ h_{t-1} + (1 − k_t) ⊙ tanh(W x_t + U h_{t-1})");
  const spec = forecaster({ horizon: 2, cell: leaky, hidden: 3, lookback: 7, epochs: 1, members: 2 });
  await (await spec.fit(shop)).save(at("shop.sluice"));
  await saveModel(
    sequential(recurrent(lstm, { hidden: 2 }), linear(1)).initialize({ seed: 1, features: 1 }),
    at("own.sluice"),
  );
});

describe("sluice inspect", () => {
  test("shows a user's own cell at work on the table, and says what it understood of it", async () => {
    const { status, stdout, stderr } = await place.run(["inspect", "shop.sluice", "sales.csv"]);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("leaky 1×3, lookback 7, direct 2, 2 members");
    expect(stderr).toContain("tag daily, 2 series by shop, 80 rows, no gaps · target sold · known price · season 7");
    expect(stderr).toContain("note: this is north, the first of 2 series: --series shows another");
    expect(stderr).toContain("note: the forecast of the next steps takes price to be as 7 steps before");
    const lines = stdout.split("\n");
    expect(lines[0]).toBe("sold of north in sales.csv: leaky 1×3, member 1 of 2");
    expect(lines[1]).toBe("34 steps, 07/01/2020 to 09/02/2020, each at the end of a window of 7");
    expect(stdout).toContain("\n    k_t = σ(W_k x_t + b_k)\n");
    expect(stdout).toMatch(/\nk +gate +0\.\d\d +0\.\d\d .* %\nh +state /);
    expect(stdout).toMatch(/\nh +0\.\d{3} +\d+\.\d\d +\S+.* of 3\n/);
    expect(stdout).toMatch(/\nprice, of the step ahead +\S+ +\S+ %\n/);
  });

  test("gives everything as data, of later rows, another series and another member", async () => {
    const args = ["--series", "south", "--member", "2", "--steps", "5", "--json"];
    const { status, stdout, stderr } = await place.run(["inspect", "shop.sluice", "later.csv", ...args]);
    expect(status, stderr).toBe(0);
    const seen = JSON.parse(stdout);
    expect(seen.times).toEqual(["25/02/2020", "26/02/2020", "27/02/2020", "28/02/2020", "29/02/2020"]);
    expect([seen.series, seen.member, seen.members]).toEqual(["south", 2, 2]);
    expect(seen.actual).toEqual([106, 100, 101, 102, 103]);
    expect(seen.watched.map((one: { address: string }) => one.address)).toEqual(["past.0.k", "past.0.h"]);
    expect(seen.watched[0].values.length).toBe(5);
    expect(seen.ahead.times).toEqual(["01/03/2020", "02/03/2020"]);
  });

  test.each([
    ["a member that there is not", ["shop.sluice", "sales.csv", "--member", "3"], 2, /E_ARGUMENT\] inspect, member/],
    ["a series that there is not", ["shop.sluice", "sales.csv", "--series", "nort"], 2, /Try north/],
    ["a file that is no forecaster", ["own.sluice", "sales.csv"], 1, /E_FORMAT\]/],
    ["a table that is none", ["shop.sluice", "none.csv"], 1, /E_FILE\]/],
    ["no table", ["shop.sluice"], 2, /E_USAGE\]/],
    ["steps that are no number", ["shop.sluice", "sales.csv", "--steps", "few"], 2, /E_USAGE\] --steps/],
  ])("%s is an error with its status", async (_, args, expected, message) => {
    const { status, stderr, stdout } = await place.run(["inspect", ...args]);
    expect([status, stdout]).toEqual([expected, ""]);
    expect(stderr).toMatch(message);
  });
});
