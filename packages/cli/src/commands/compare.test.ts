import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workplace } from "../run-sluice.test.support.ts";

/** Four years of months with a trend, a season and a price that lowers them. */
const price = (i: number) => (i % 5 === 0 ? 2 : 1);
const months = Array.from({ length: 48 }, (_, i) => {
  const month = `20${10 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`;
  return `${month},${100 + 2 * i + 10 * (i % 12) - 30 * price(i)},${price(i)}`;
});
const table = ["month,sold,price", ...months].join("\n");
const QUICK = ["--target", "sold", "--known", "price", "--lookback", "6", "--epochs", "3", "--members", "1"];
const CELL = "z_t = σ(W_z x_t + U_z h_{t-1} + b_z)\nh_t = (1 − z_t) ⊙ h_{t-1} + z_t ⊙ f(W x_t + b)\n";

const place = new Workplace();
beforeAll(() => {
  place.write("t.csv", table);
  place.write("my.cell", CELL);
});
afterAll(() => place.remove());
const compare = (...args: string[]) => place.run(["compare", "t.csv", ...QUICK, ...args]);

describe("sluice compare", () => {
  test("sets cells of as many parameters beside forecasts without networks, and writes every fit and a picture", async () => {
    const outputs = ["--out", "out/fits.csv", "--chart", "out/compare.svg"];
    const { status, stdout, stderr } = await compare("--horizon", "4", "--seeds", "2", ...outputs);
    expect(status, stderr).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^the last 4 steps +units +parameters +MAE +by seed +RMSE +MAPE % +MASE +s a fit$/);
    expect(lines.slice(1).map((line) => line.split(/ {2,}/)[0])).toEqual([
      "rnn",
      "lstm",
      "gru",
      "anchor",
      "naive",
      "seasonal naive",
    ]);
    expect(lines[2]).toMatch(/^lstm +16 /);
    const counts = lines.slice(1, 4).map((line) => Number(line.split(/ {2,}/)[2]!.replace(",", "")));
    expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(1.03);
    expect(stderr).toMatch(/^month monthly, 48 rows/);
    expect(stderr).toMatch(/rnn: \d+ units, [\d,]+ parameters · lstm: 16 units/);
    expect(stderr).toMatch(/fitting 6 models: done in/);

    const rows = place.read("out/fits.csv").trimEnd().split("\n");
    expect(rows[0]).toBe("forecast,units,parameters,from,seed,mae,rmse,mape,mase,seconds");
    expect(rows.slice(1).map((row) => row.replace(/,.*/, ""))).toEqual([
      "rnn",
      "lstm",
      "gru",
      "rnn",
      "lstm",
      "gru",
      "anchor",
      "naive",
      "seasonal naive",
    ]);
    const texts = [...place.read("out/compare.svg").matchAll(/<text[^>]*>([^<]*)</g)].map((match) => match[1]);
    for (const text of [
      "forecasts",
      "errors",
      "learning, by epochs",
      "learning, by seconds",
      "held out from 2013-09",
      "gru",
    ])
      expect(texts, text).toContain(text);
  });

  test("has the same errors for the same seed, as JSON, over several spans and with as many units", async () => {
    const args = ["--horizon", "3", "--folds", "2", "--seeds", "2", "--equal", "hidden", "--hidden", "5", "--json"];
    const timeless = (text: string) => JSON.parse(text.replace(/("seconds":|"fitSeconds":)(\{.*?\}|[\d.]+)/g, "$10"));
    const [once, again] = [await compare(...args, "--cells", "gru,mgu"), await compare(...args, "--cells", "gru,mgu")];
    expect(once.status, once.stderr).toBe(0);
    const said = timeless(once.stdout);
    expect(timeless(again.stdout)).toEqual(said);
    expect(said).toMatchObject({
      horizon: 3,
      season: 12,
      equal: "hidden",
      seeds: [1, 2],
      spans: ["2013-07", "2013-10"],
    });
    expect(said.cells.map((one: { cell: string; hidden: number }) => [one.cell, one.hidden])).toEqual([
      ["gru", 5],
      ["mgu", 5],
    ]);
    for (const { mae, fits } of said.cells) {
      expect(fits.map(({ from, seed }: { from: string; seed: number }) => `${from} ${seed}`)).toEqual([
        "2013-07 1",
        "2013-07 2",
        "2013-10 1",
        "2013-10 2",
      ]);
      expect(fits.every(({ loss }: { loss: number[] }) => loss.length === 3 && loss.every(Number.isFinite))).toBe(true);
      expect(mae.low).toBeLessThanOrEqual(mae.median);
    }
    expect(said.baselines.anchor.mae).toBeGreaterThan(0);
  });

  test("measures as sluice forecast does", async () => {
    const { stdout } = await compare("--horizon", "4", "--seeds", "1", "--cells", "gru", "--json");
    const future = ["month,price", "2014-01,1", "2014-02,1", "2014-03,2", "2014-04,1"];
    place.write("next.csv", future.join("\n"));
    const forecast = await place.run([
      "forecast",
      "t.csv",
      ...QUICK,
      "--horizon",
      "4",
      "--future",
      "next.csv",
      "--json",
    ]);
    const { metrics } = JSON.parse(forecast.stdout);
    const { cells, baselines } = JSON.parse(stdout);
    expect(cells[0].mae.median).toBe(metrics.model.mae);
    expect({ ...baselines, model: metrics.model }).toEqual(metrics);
  });

  test("takes a cell of one's own beside the library's, and says that one seed is no evidence", async () => {
    const { status, stdout, stderr } = await compare(
      "--horizon",
      "2",
      "--seeds",
      "1",
      "--cells",
      "gru,my.cell",
      "--let",
      "f=tanh",
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^my\.cell +\d+ /m);
    expect(stdout.split("\n")[0]).not.toContain("by seed");
    expect(stderr).toContain("note: one seed cannot tell which cell is better");
  });

  test("says where no number of units makes a cell as large as the others", async () => {
    place.write("fixed.cell", "h_t = tanh(W x_t) + x_t\n");
    const cells = ["--cells", "fixed.cell,lstm", "--hidden", "3"];
    const { status, stderr } = await compare("--horizon", "2", "--seeds", "1", ...cells);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("note: no number of units gives fixed.cell as many parameters as the others have");
  });

  test("stops at Ctrl-C and leaves nothing behind", async () => {
    const own = new Workplace();
    own.write("t.csv", table);
    let isStopped = false;
    const args = ["compare", "t.csv", ...QUICK, "--horizon", "2", "--epochs", "4000", "--out", "fits.csv"];
    const ended = await own.run(
      args.filter(
        (word, i) => !(word === "3" && args[i - 1] === "--epochs") && !(word === "--epochs" && args[i + 1] === "3"),
      ),
      {
        whenSaid: (stderr, kill) => {
          // Once: a second signal could come when the process has already let go of its first.
          if (isStopped || !stderr.includes("parameters ·")) return;
          isStopped = true;
          kill("SIGINT");
        },
      },
    );
    expect([ended.status, ended.stdout]).toEqual([130, ""]);
    expect(ended.stderr).toContain("stopped before the end; no file is half written");
    expect(own.files()).toEqual(["t.csv"]);
    own.remove();
  });
});

describe("wrong usage is told before any work", () => {
  test.each<[string, string[], RegExp, number]>([
    ["no horizon", [], /\[E_USAGE\] sluice compare: expected --horizon STEPS, got none/, 2],
    [
      "no cells",
      ["--horizon", "2", "--cells", ","],
      /\[E_USAGE\] --cells: expected cells such as rnn,lstm,gru, got ","/,
      2,
    ],
    [
      "a cell twice",
      ["--horizon", "2", "--cells", "gru,gru"],
      /\[E_USAGE\] --cells: expected every cell once, got gru twice/,
      2,
    ],
    ["an unknown cell", ["--horizon", "2", "--cells", "gru,gur"], /\[E_ARGUMENT\] gur: expected a cell.*Try gru/, 2],
    [
      "equation flags without equations",
      ["--horizon", "2", "--let", "f=tanh"],
      /\[E_USAGE\] --let: expected a file with equations, to which it adds, got the library's rnn, lstm, gru\. Try a file among --cells/,
      2,
    ],
    [
      "an unknown equality",
      ["--horizon", "2", "--equal", "size"],
      /\[E_USAGE\] --equal: expected parameters or hidden, got "size"/,
      2,
    ],
    ["no seeds", ["--horizon", "2", "--seeds", "0"], /\[E_USAGE\] --seeds: expected a whole number from 1/, 2],
    [
      "seeds past the last",
      ["--horizon", "2", "--seed", "4294967295"],
      /\[E_USAGE\] --seeds: expected seeds up to 4294967295, got 4294967295 and 2 more/,
      2,
    ],
    ["a chart of no kind", ["--horizon", "2", "--chart", "c.pgn"], /\[E_USAGE\] --chart c\.pgn/, 2],
    [
      "a series without a chart",
      ["--horizon", "2", "--chart-series", "a"],
      /\[E_USAGE\] --chart-series a: expected --chart/,
      2,
    ],
    [
      "an output over a cell",
      ["--horizon", "2", "--cells", "my.cell", "--out", "my.cell"],
      /\[E_USAGE\] --out: .*--cells/,
      2,
    ],
    [
      "more spans than the table has",
      ["--horizon", "12", "--folds", "4"],
      /note: 48 steps are held out for 4 spans, .*\n.*\[E_DATA\] t\.csv: .*Try a smaller --horizon/,
      1,
    ],
    [
      "a table that is not there",
      ["--horizon", "2", "--target", "slod"],
      /\[E_COLUMN\] t\.csv: expected a column "slod"/,
      1,
    ],
  ])("%s", async (_, args, message, status) => {
    const ended = await compare(...args);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect([ended.status, ended.stdout]).toEqual([status, ""]);
  });
});
