import { describe, expect, test } from "vitest";
import { roundColumns, standingsJson, standingsTable } from "./compare-results.ts";
import type { Competition, Round } from "./compete.ts";
import type { Contestant } from "./contestants.ts";
import { spread, standings } from "./standing.ts";
import { verdict } from "./verdict.ts";

const errors = (mae: number, mase: number | null = mae / 4) => ({ mae, rmse: 2 * mae, mape: 10 * mae, mase });
const round = (name: string, fold: number, seed: number, mae: number): Round => ({
  name,
  fold,
  from: `2024-0${3 - fold}`,
  seed,
  errors: errors(mae),
  forecast: [],
  curve: { loss: [0.9, 0.8], seconds: [0.1, 0.2] },
  seconds: seed,
});
const contestants = [
  { name: "lstm", hidden: 16, parameters: 1360 },
  { name: "gru", hidden: 19, parameters: 1368 },
] as Contestant[];
const competition: Competition = {
  rounds: [1, 2, 3].flatMap((seed) => [
    round("lstm", 1, seed, 6),
    round("gru", 1, seed, 3 + seed),
    round("lstm", 0, seed, 8),
    round("gru", 0, seed, 3 + seed),
  ]),
  spans: [
    { fold: 1, from: "2024-02", baselines: { anchor: errors(5), naive: errors(9), seasonalNaive: errors(6, null) } },
    { fold: 0, from: "2024-03", baselines: { anchor: errors(7), naive: errors(9), seasonalNaive: errors(2, null) } },
  ],
};
const stood = standings(contestants, competition);

describe("standings", () => {
  test("are means over the spans, and the middle and the range over the seeds", () => {
    const [lstm, gru] = stood.cells;
    expect(lstm!.mae).toEqual({ median: 7, low: 7, high: 7 });
    expect(gru!.mae).toEqual({ median: 5, low: 4, high: 6 });
    expect(gru!.mape).toEqual({ median: 50, low: 40, high: 60 });
    // √((12² + 16²) / 2)
    expect(lstm!.rmse!.median).toBeCloseTo(14.142135623730951, 12);
    expect(gru!.seconds).toEqual({ median: 2, low: 1, high: 3 });
    expect(stood.baselines.anchor.mae).toBe(6);
    expect(stood.baselines.seasonalNaive).toMatchObject({ mae: 4, mase: null });
  });

  test("have no spread of what nobody could measure", () => {
    const none = { mae: null, rmse: null, mape: null, mase: null };
    const rounds = competition.rounds.map((one) => ({ ...one, errors: none }));
    const { cells, baselines } = standings(contestants, { ...competition, rounds });
    expect(cells[0]).toMatchObject(none);
    expect(standingsTable({ cells, baselines }, { title: "x", seeds: 3 }).split("\n")[1]).toMatch(/lstm.*none {2}none/);
    expect(verdict({ cells, baselines }, 3)).toEqual([expect.stringMatching(/^nothing could be measured/)]);
  });

  test("of an even number of seeds have the mean of the two in the middle", () => {
    expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, low: 1, high: 4 });
  });
});

describe("standingsTable", () => {
  test("sets cells beside forecasts without networks", () => {
    expect(standingsTable(stood, { title: "2 spans of 3 steps", seeds: 3 })).toBe(
      [
        "2 spans of 3 steps  units  parameters    MAE        by seed    RMSE  MAPE %  MASE  s a fit",
        "lstm                   16       1,360  7.000  7.000 … 7.000  14.142   70.00  1.75     2.00",
        "gru                    19       1,368  5.000  4.000 … 6.000  10.000   50.00  1.25     2.00",
        "anchor                                 6.000                 12.166   60.00  1.50",
        "naive                                  9.000                 18.000   90.00  2.25",
        "seasonal naive                         4.000                  8.944   40.00  none",
        "",
      ].join("\n"),
    );
  });

  test("has no range of a single seed", () => {
    expect(standingsTable(stood, { title: "", seeds: 1 })).not.toContain("…");
  });
});

test("a file has every fit, and every forecast without networks, in rows", () => {
  const columns = roundColumns(contestants, competition) as Record<string, (string | number | null)[]>;
  expect(columns.forecast).toHaveLength(12 + 6);
  expect(columns.seed!.slice(-7)).toEqual([3, null, null, null, null, null, null]);
  expect([columns.forecast![1], columns.units![1], columns.mae![1], columns.from![1]]).toEqual([
    "gru",
    19,
    4,
    "2024-02",
  ]);
});

test("an object has the spreads, and every fit with its losses", () => {
  const json = standingsJson(stood, competition);
  expect(json.spans).toEqual(["2024-02", "2024-03"]);
  expect(json.cells[1]).toMatchObject({ cell: "gru", hidden: 19, mae: { median: 5, low: 4, high: 6 } });
  expect(json.cells[1]!.fits[0]).toEqual({ from: "2024-02", seed: 1, ...errors(4), loss: [0.9, 0.8], seconds: 1 });
});

describe("the verdict", () => {
  const cell = (name: string, low: number, median: number, high: number) => ({
    ...stood.cells[0]!,
    name,
    mae: { low, median, high },
  });
  const baselines = { anchor: errors(20), naive: errors(20), seasonalNaive: errors(20) };

  test("names a cell that errs less with every seed than the others with any", () => {
    const cells = [cell("rnn", 6, 7, 8), cell("gru", 3, 4, 5)];
    expect(verdict({ cells, baselines }, 3)).toEqual(["gru errs least, whichever the seed"]);
  });

  test("names none where ranges overlap", () => {
    const cells = [cell("rnn", 4, 7, 8), cell("gru", 3, 4, 5), cell("lstm", 5, 6, 9), cell("mgu", 6, 6, 6)];
    expect(verdict({ cells, baselines }, 3)).toEqual([
      "gru errs least, but no less than seeds differ: lstm and rnn may be as good",
    ]);
  });

  test("names none where all err alike", () => {
    const cells = [cell("rnn", 0, 0, 0), cell("gru", 0, 0, 0)];
    expect(verdict({ cells, baselines }, 2)).toEqual(["all cells err alike"]);
  });

  test("takes one seed for no evidence, and says what beats every cell", () => {
    const cells = [cell("rnn", 7, 7, 7), cell("gru", 4, 4, 4)];
    expect(verdict({ cells, baselines: { ...baselines, anchor: errors(3), naive: errors(5) } }, 1)).toEqual([
      expect.stringContaining("one seed cannot tell"),
      "the anchor alone errs less than every cell",
    ]);
  });
});
