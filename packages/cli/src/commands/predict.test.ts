import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workplace } from "../run-sluice.test.support.ts";

const place = new Workplace();
afterAll(() => place.remove());

beforeAll(async () => {
  const rows = Array.from({ length: 40 }, (_, i) => {
    const day = new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
    return `${day},${50 + (i % 7) - 3 * (i % 3)},${i % 3}`;
  });
  place.write("sales.csv", ["day,sold,price", ...rows].join("\n"));
  place.write("next.csv", "day,price\n2020-02-10,1\n2020-02-11,2\n");
  const flags = [
    "--target",
    "sold",
    "--known",
    "price",
    "--future",
    "next.csv",
    "--save",
    "shop.sluice",
    "--out",
    "first.csv",
  ];
  const quick = ["--horizon", "2", "--lookback", "7", "--hidden", "4", "--epochs", "40"];
  const { status, stderr } = await place.run(["forecast", "sales.csv", ...flags, ...quick]);
  if (status !== 0) throw new Error(stderr);
});

describe("sluice predict", () => {
  test("gives the forecast that was made when the model was saved", async () => {
    const { status, stdout, stderr } = await place.run([
      "predict",
      "shop.sluice",
      "--future",
      "next.csv",
      "--out",
      "plan.csv",
    ]);
    expect(status).toBe(0);
    expect(stderr).toMatch(/lookback 7/);
    expect(stdout).toMatch(/forecast\n2020-02-10 +\d.*\n2020-02-11 +\d.*\n$/);
    expect(place.read("plan.csv")).toBe(place.read("first.csv"));
  });

  test("--set puts a known column's value over the whole horizon", async () => {
    const json = async (...flags: string[]) =>
      JSON.parse((await place.run(["predict", "shop.sluice", "--future", "next.csv", "--json", ...flags])).stdout);
    place.write("dear.csv", "day,price\n2020-02-10,9.9\n2020-02-11,9.9\n");
    const dear = await json("--future", "dear.csv");
    expect(await json("--set", "price=9.9")).toEqual(dear);
    expect(await json()).not.toEqual(dear);
  });

  test("a model carries the equations of its cell, whatever becomes of their file", async () => {
    const { sold, price } = { sold: "W_s X_t[0]", price: "W_p X_t[1]" };
    place.write("mine.tex", `$$S_{t} = f(${sold} + ${price} + W \\cdot S_{t-1})$$ and $$O_{t} = g(V \\cdot S_{t})$$`);
    const cell = ["--cell", "mine.tex", "--inputs", "sold,price", "--let", "f=tanh", "--let", "g=softplus"];
    const flags = ["--target", "sold", "--known", "price", "--future", "next.csv", "--save", "mine.sluice"];
    const args = ["forecast", "sales.csv", ...flags, ...cell, "--size", "O=2", "--bias", "--output", "O"];
    const quick = ["--horizon", "2", "--lookback", "7", "--epochs", "2", "--out", "mine.csv"];
    const fitted = await place.run([...args, ...quick]);
    expect([fitted.status, fitted.stderr]).toEqual([0, expect.stringMatching(/^mine 1×16, /m)]);
    place.delete("mine.tex");
    const flagsNow = ["--future", "next.csv", "--out", "again.csv"];
    expect((await place.run(["predict", "mine.sluice", ...flagsNow])).status).toBe(0);
    expect(place.read("again.csv")).toBe(place.read("mine.csv"));
  });

  test.each([
    [["predict", "none.sluice"], 1, /\[E_FILE\] /],
    [["predict", "sales.csv"], 1, /\[E_FORMAT\] /],
    [["predict", "shop.sluice"], 1, /\[E_\w+\] .*price/],
    [["predict", "shop.sluice", "--future", "next.csv", "--set", "prize=1"], 1, /\[E_COLUMN\] .*price/],
    [
      ["predict", "shop.sluice", "--set", "price"],
      2,
      /\[E_USAGE\] --set: expected a known column and a number.*got "price"/,
    ],
    [["predict", "shop.sluice", "--set", "price=much"], 2, /\[E_USAGE\] --set: .*got "price=much"/],
    [["predict", "shop.sluice", "--set", "price=1", "--set", "price=2"], 2, /\[E_USAGE\] --set: .*price twice/],
    [
      ["predict", "shop.sluice", "--future", "next.csv", "--out", "shop.sluice"],
      2,
      /\[E_USAGE\] --out: .*than the model/,
    ],
  ])("%j fails in one line", async (args, status, message) => {
    const before = place.files();
    const ended = await place.run(args);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect([ended.status, ended.stdout, place.files()]).toEqual([status, "", before]);
  });
});
