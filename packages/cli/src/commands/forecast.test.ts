import { describe, expect, test } from "vitest";
import { Workplace } from "../run-sluice.test.support.ts";

/** Two years of months with a trend and a season. */
const months = Array.from({ length: 24 }, (_, i) => {
  const month = `20${10 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`;
  return `${month},${100 + 2 * i + 20 * (i % 12)}`;
});
const good = ["month,sold", ...months];
const changed = (row: number, text: string) => good.map((line, i) => (i === row - 1 ? text : line)).join("\n");
const QUICK = ["--horizon", "2", "--lookback", "6", "--hidden", "4", "--epochs", "3"];

describe("bad input is told in one line, with nothing on standard output and no file left", () => {
  const tables: Record<
    string,
    [content: string | Uint8Array, flags: readonly string[], message: RegExp, status?: number]
  > = {
    "an empty file": [
      "",
      [],
      /\[E_FORMAT\] t\.csv: expected a header row and rows of data below it, got an empty file/,
    ],
    "only a header": ["month,sold\n", [], /\[E_FORMAT\] t\.csv: .*got only the header/],
    "a binary file": [
      Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0),
      [],
      /\[E_FORMAT\] t\.csv: .*got a zip archive or an Excel/,
    ],
    "a column that does not exist": [
      good.join("\n"),
      ["--target", "slod"],
      /\[E_COLUMN\] t\.csv: expected a column "slod", got none of that name\. Try sold\./,
    ],
    "text in a number column": [
      changed(5, "2010-04,many"),
      [],
      /\[E_DATA\] t\.csv, column sold, row 5: expected a number, got "many"\./,
    ],
    "a missing date": [changed(7, ",120"), [], /\[E_TIME\] t\.csv, column month, row 7: expected a time in every row/],
    "a date twice": [
      changed(7, "2010-05,120"),
      [],
      /\[E_TIME\] t\.csv, column month, row 7: expected one row for each time, got "2010-05" in rows 6 and 7/,
    ],
    "one row": [good.slice(0, 2).join("\n"), [], /\[E_DATA\] t\.csv, column month: .*got one row/],
    infinity: [
      changed(4, "2010-03,inf"),
      [],
      /\[E_DATA\] t\.csv, column sold, row 4: .*got "inf"\. Try a finite number/,
    ],
    "a number too large": [changed(4, "2010-03,1e999"), [], /\[E_DATA\] t\.csv, column sold, row 4: /],
    "only missing values": [
      `month,sold\n${months.map((line) => line.replace(/,.*/, ",NaN")).join("\n")}`,
      ["--target", "sold"],
      /\[E_DATA\] t\.csv, column sold: expected values to learn from, got only missing ones/,
    ],
    "fewer rows than lookback and horizon": [good.slice(0, 8).join("\n"), [], /\[E_DATA\] .*lookback/],
    "a horizon past the table": [good.join("\n"), ["--horizon", "1000000"], /\[E_DATA\] .*Try a smaller --horizon/],
    "a horizon of nothing": [good.join("\n"), ["--horizon", "0"], /\[E_USAGE\] --horizon: expected a whole number/, 2],
    "a negative horizon": [good.join("\n"), ["--horizon", "-2"], /\[E_USAGE\] --horizon: .*got "-2"/, 2],
    "a horizon that is no number": [good.join("\n"), ["--horizon", "soon"], /\[E_USAGE\] --horizon: .*got "soon"/, 2],
    "a horizon beyond counting": [good.join("\n"), ["--horizon", "9".repeat(30)], /\[E_USAGE\] --horizon: /, 2],
    "a chart of an unknown kind": [
      good.join("\n"),
      ["--chart", "plot.pgn"],
      /\[E_USAGE\] --chart plot\.pgn: expected a name that ends in \.html, \.svg or \.png, got \.pgn\./,
      2,
    ],
    "an output that cannot be": [
      good.join("\n"),
      ["--out", "t.csv/plan.csv"],
      /\[E_FILE\] --out t\.csv\/plan\.csv: expected a place where a file can be written/,
    ],
    "an output over the input": [good.join("\n"), ["--out", "./t.csv"], /\[E_USAGE\] --out: .*than the table/, 2],
    "a cell that does not exist": [good.join("\n"), ["--cell", "gur"], /\[E_ARGUMENT\] --cell gur: .*Try gru\./, 2],
    "a season of nothing": [good.join("\n"), ["--season", "0"], /\[E_USAGE\] --season: /, 2],
    "a sign that separates nothing": [good.join("\n"), ["--separator", "#"], /\[E_USAGE\] --separator: /, 2],
    "an encoding that does not exist": [good.join("\n"), ["--encoding", "utf-99"], /\[E_ARGUMENT\] --encoding: /, 2],
    "known columns without a future": [
      good.join("\n"),
      ["--known", "sold"],
      /\[E_USAGE\] --known sold: expected --future FILE/,
      2,
    ],
    "a series to draw without a chart": [good.join("\n"), ["--chart-series", "n"], /\[E_USAGE\] --chart-series n: /, 2],
  };

  test.each(Object.entries(tables))("%s", async (_, [content, flags, message, status = 1]) => {
    const place = new Workplace();
    place.write("t.csv", content);
    const outputs = ["--out", "out/plan.csv", "--chart", "out/plan.svg", "--save", "out/model.sluice"];
    const asked = outputs.filter((_, i) => !flags.includes(outputs[i - (i % 2)]!));
    const ended = await place.run(["forecast", "t.csv", ...QUICK, ...asked, ...flags]);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect([ended.status, ended.stdout]).toEqual([status, ""]);
    expect(place.files()).toEqual(["t.csv"]);
    place.remove();
  });

  test.each([
    ["no such file", "none.csv", /\[E_FILE\] none\.csv: expected a file that can be read, got no such file/],
    ["a folder", ".", /\[E_FILE\] \.: expected a file that can be read, got a folder/],
  ])("%s", async (_, file, message) => {
    const place = new Workplace();
    const { status, stdout, stderr } = await place.run(["forecast", file, ...QUICK]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(message);
    place.remove();
  });

  test("no horizon", async () => {
    const place = new Workplace();
    place.write("t.csv", good.join("\n"));
    const { status, stdout, stderr } = await place.run(["forecast", "t.csv"]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toBe("sluice: [E_USAGE] sluice forecast: expected --horizon STEPS, got none. Try --horizon 12.\n");
    place.remove();
  });

  test.each([
    ["an undefined state", "z_t = σ(W x_t + U s_{t-1})\nh_t = z_t", /line 1, column 19: .*\n.*z_t = .*\n +\| +\^/],
    [
      "an unknown function",
      "h_t = tahn(W x_t + U h_{t-1})",
      /line 1, column 7: .*Try .*tanh.*\n.*tahn.*\n +\| +\^\^\^\^/,
    ],
    ["an unclosed bracket", "h_t = tanh(W x_t + U h_{t-1}", /line 1, column \d+: .*\n.*\n +\| +\^/],
    ["a wrong size", "h_t = tanh(W x_t + U h_{t-1}) + x_t\ny_t = [h_t; x_t] + h_t", /\[E_(EQUATION|SHAPE)\]/],
  ])("equations with %s", async (_, equations, message) => {
    const place = new Workplace();
    place.write("t.csv", good.join("\n"));
    place.write("mine.txt", equations);
    const { status, stdout, stderr } = await place.run(["forecast", "t.csv", ...QUICK, "--cell", "mine.txt"]);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('cell "mine"');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([status, stdout]).toEqual([1, ""]);
    place.remove();
  });
});
