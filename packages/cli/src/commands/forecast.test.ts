import { afterAll, describe, expect, test } from "vitest";
import { Workplace } from "../run-sluice.test.support.ts";

/** Two years of months with a trend and a season. */
const months = Array.from({ length: 24 }, (_, i) => {
  const month = `20${10 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`;
  return `${month},${100 + 2 * i + 20 * (i % 12)}`;
});
const good = ["month,sold", ...months];
const changed = (row: number, text: string) => good.map((line, i) => (i === row - 1 ? text : line)).join("\n");
const QUICK = ["--horizon", "2", "--lookback", "6", "--hidden", "4", "--epochs", "3", "--members", "1"];

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
    "one row": [good.slice(0, 2).join("\n"), [], /\[E_DATA\] t\.csv: expected more than the 2 steps held out, got 1\./],
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
    "fewer rows than lookback and horizon": [
      good.slice(0, 8).join("\n"),
      [],
      /note: the last 2 steps are held out first.*\n.*\[E_DATA\] t\.csv: expected at least lookback \+ horizon = 6 \+ 2 = 8 rows, got 5\. Try a smaller --lookback or --horizon\./,
    ],
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
    "a cell that does not exist": [
      good.join("\n"),
      ["--cell", "gur"],
      /\[E_ARGUMENT\] gur: expected a cell of the library or a file.*Try gru\./,
      2,
    ],
    "a season of nothing": [good.join("\n"), ["--season", "0"], /\[E_USAGE\] --season: /, 2],
    "a sign that separates nothing": [good.join("\n"), ["--separator", "#"], /\[E_USAGE\] --separator: /, 2],
    "an encoding that does not exist": [good.join("\n"), ["--encoding", "utf-99"], /\[E_ARGUMENT\] --encoding: /, 2],
    "known columns without a future": [
      good.join("\n"),
      ["--known", "sold"],
      /\[E_USAGE\] --known sold: expected --future FILE/,
      2,
    ],
    "a language that charts do not speak": [
      good.join("\n"),
      ["--chart", "plot.svg", "--lang", "fr"],
      /\[E_USAGE\] --lang: expected en or zh, got "fr"/,
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
    [
      "a wrong size",
      "h_t = tanh(W x_t + U h_{t-1}) + x_t\ny_t = [h_t; x_t] + h_t",
      /line 2, column 20: expected one size .*got \[h_t, x_t\] of size .*\n.*\n.*\^/,
    ],
  ])("equations with %s", async (_, equations, message) => {
    const place = new Workplace();
    place.write("t.csv", good.join("\n"));
    place.write("mine.txt", equations);
    const { status, stdout, stderr } = await place.run(["forecast", "t.csv", ...QUICK, "--cell", "mine.txt"]);
    expect(stderr).toMatch(message);
    expect(stderr).toContain("[E_EQUATION] mine.txt, line ");
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([status, stdout]).toEqual([1, ""]);
    place.remove();
  });
});

describe("sluice forecast", () => {
  const place = new Workplace();
  afterAll(() => place.remove());
  place.write("t.csv", good.join("\n"));

  test("prints what it understood, the errors beside the anchor and both naive forecasts, and the forecast", async () => {
    const { status, stdout, stderr } = await place.run(["forecast", "t.csv", ...QUICK]);
    expect(status).toBe(0);
    expect(stderr.split("\n")[0]).toBe("month monthly, 24 rows, no gaps · target sold · season 12 · UTF-8");
    expect(stderr).toMatch(/^fitting without the last 2 steps: done in .* s, loss \d/m);
    expect(stderr).toMatch(/^fitting to all steps: done in /m);
    expect(stdout).toMatch(
      /^the last 2 steps +MAE +RMSE +MAPE % +MASE\nmodel .*\nanchor .*\nnaive .*\nseasonal naive .*\n\nmonth +forecast\n2012-01 +\d.*\n2012-02 +\d.*\n$/,
    );
    // 22 to 24 months ago: each December is 24 above the one before, both Novembers likewise.
    expect(stdout).toMatch(/^seasonal naive +24\.\d+ +24\.\d+ /m);
  });

  test("--json prints one object and nothing else", async () => {
    const { status, stdout } = await place.run(["forecast", "t.csv", ...QUICK, "--json"]);
    expect(status).toBe(0);
    expect(stdout.trimEnd()).not.toContain("\n");
    const result = JSON.parse(stdout);
    const errors = {
      mae: expect.any(Number),
      rmse: expect.any(Number),
      mape: expect.any(Number),
      mase: expect.any(Number),
    };
    expect(result).toEqual({
      horizon: 2,
      season: 12,
      metrics: { model: errors, anchor: errors, naive: errors, seasonalNaive: { ...errors, mae: 24, rmse: 24 } },
      forecast: ["2012-01", "2012-02"].map((ds) => ({
        unique_id: expect.any(String),
        ds,
        forecast: expect.any(Number),
      })),
      seconds: expect.any(Number),
    });
    expect(Object.keys(result)).toEqual(["horizon", "season", "metrics", "forecast", "seconds"]);
  });

  test("the same seed gives the same forecast, another one another", async () => {
    const forecastOf = async (...flags: string[]) =>
      JSON.parse((await place.run(["forecast", "t.csv", ...QUICK, "--json", ...flags])).stdout).forecast;
    const one = await forecastOf("--seed", "1");
    expect(await forecastOf()).toEqual(one);
    expect(await forecastOf("--seed", "2")).not.toEqual(one);
  });

  test("writes the forecast, the chart and the model, in folders made for them", async () => {
    const outputs = ["--out", "out/plan.csv", "--chart", "out/charts/plan.svg", "--save", "out/models/sold.sluice"];
    const { status, stdout, stderr } = await place.run(["forecast", "t.csv", ...QUICK, "--json", ...outputs]);
    expect([status, stderr.match(/^wrote .*$/gm)]).toEqual([
      0,
      ["wrote out/models/sold.sluice", "wrote out/plan.csv", "wrote out/charts/plan.svg"],
    ]);
    expect(place.files().filter((name) => name.startsWith("out"))).toEqual([
      "out",
      "out/charts",
      "out/charts/plan.svg",
      "out/models",
      "out/models/sold.sluice",
      "out/plan.csv",
    ]);
    const { forecast } = JSON.parse(stdout);
    const lines = forecast.map((row: { unique_id: string; ds: string; forecast: number }) =>
      Object.values(row).join(","),
    );
    expect(place.read("out/plan.csv")).toBe(`unique_id,ds,forecast\n${lines.join("\n")}\n`);
    const svg = place.read("out/charts/plan.svg");
    for (const text of [
      "actual",
      "fitted",
      "forecast of held-out steps",
      "held out from 2011-11",
      "forecast from 2012-01",
    ])
      expect(svg).toContain(text);
  });

  test("takes no language without a chart that would speak it", async () => {
    const { status, stderr } = await place.run(["forecast", "t.csv", ...QUICK, "--lang", "zh"]);
    expect(stderr).toMatch(/\[E_USAGE\] --lang zh: expected --chart FILE/);
    expect(status).toBe(2);
  });

  test("draws a chart that speaks Chinese, of a table that does", async () => {
    place.write("销量.csv", ["日期,销量", ...months].join("\n"));
    const outputs = ["--chart", "图.svg", "--lang", "zh"];
    const { status } = await place.run(["forecast", "销量.csv", ...QUICK, "--target", "销量", ...outputs]);
    expect(status).toBe(0);
    const svg = place.read("图.svg");
    for (const text of ["销量预测", "实际值", "拟合值", "留出期预测值", "预测值", "自 2011-11 起留出"])
      expect(svg).toContain(`>${text}</`);
  });

  test("forecasts with a cell of one's own", async () => {
    place.write("mine.txt", "h_t = tanh(W x_t + U h_{t-1} + b)\n");
    const { status, stderr } = await place.run(["forecast", "t.csv", ...QUICK, "--cell", "mine.txt"]);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^mine /m)]);
  });

  test("binds the columns that a cell of one's own names", async () => {
    const priced = months.map((line, i) => `${line},${i % 3}`);
    place.write("two.csv", ["month,sold,price", ...priced].join("\n"));
    place.write("named.txt", "h_t = f(w x_t[price] + v x_t[1] + U h_{t-1})\n");
    const flags = ["--target", "sold", "--past", "price", "--cell", "named.txt", "--let", "f=tanh"];
    const { status, stderr } = await place.run(["forecast", "two.csv", ...QUICK, ...flags, "--inputs", "price,sold"]);
    expect([status, stderr]).toEqual([0, expect.stringContaining("target sold · past price")]);
    const wrong = await place.run(["forecast", "two.csv", ...QUICK, ...flags, "--inputs", "price,slod"]);
    expect([wrong.status, wrong.stdout]).toEqual([1, ""]);
    expect(wrong.stderr).toMatch(/\[E_COLUMN\] cell "named", input slod: .*Try sold\./);
  });

  test("the order of columns never matters to a cell that names them: in the table, the flags, the future", async () => {
    const rows = months.map((line, i) => [...(line.split(",") as [string, string]), i % 3, (i * 5) % 7] as const);
    const next = [
      ["2012-01", 1, 3],
      ["2012-02", 2, 0],
    ] as const;
    const table = (lines: readonly (readonly (string | number)[])[]) => lines.map((line) => line.join(",")).join("\n");
    place.write("one.csv", table([["month", "sold", "price", "rain"], ...rows]));
    place.write("other.csv", table([["rain", "price", "month", "sold"], ...rows.map(([m, s, p, r]) => [r, p, m, s])]));
    place.write("next-one.csv", table([["month", "price", "rain"], ...next]));
    place.write("next-other.csv", table([["rain", "month", "price"], ...next.map(([m, p, r]) => [r, m, p])]));
    place.write("named.cell", "h_t = tanh(W_r x_t[rain] + W_p x_t[price] + W_s x_t[sold] + U h_{t-1})\n");
    const forecastOf = async (table: string, known: string, inputs: string) => {
      const flags = ["--target", "sold", "--known", known, "--future", `next-${table}`];
      const cell = ["--cell", "named.cell", "--inputs", inputs, "--json"];
      const { status, stdout, stderr } = await place.run(["forecast", table, ...QUICK, ...flags, ...cell]);
      expect([status, stderr]).toEqual([0, expect.stringContaining(`known ${known.replace(",", ", ")}`)]);
      const { metrics, forecast } = JSON.parse(stdout);
      return { metrics, forecast };
    };
    const one = await forecastOf("one.csv", "price,rain", "sold,price,rain");
    expect(await forecastOf("other.csv", "rain,price", "rain,sold,price")).toEqual(one);
  });

  test("asks for the names of columns that equations read by number", async () => {
    place.write("numbers.tex", "h_t = \\tanh(w_a X_t[0] + w_b X_t[1] + U h_{t-1})\n");
    const { status, stdout, stderr } = await place.run(["forecast", "t.csv", ...QUICK, "--cell", "numbers.tex"]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/\[E_COLUMN\] cell "numbers": .* x_t\[0\] to x_t\[1\] read, .* Try --inputs sold,…/);
  });

  test("says what gives a column that a cell names its role", async () => {
    const { status, stderr } = await place.run(["forecast", "t.csv", ...QUICK, "--cell", "sales", "--target", "sold"]);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/Try --known sales or --past sales, if the table has it/),
    ]);
  });

  test.each([
    [["--cell", "sales", "--layers", "2"], /\[E_ARGUMENT\] --layers: expected 1 with the cell "sales", /],
    [["--output", "plan.csv"], /\[E_USAGE\] --output: .* Try --out plan\.csv, if a file to write is meant\./],
    [["--bias"], /\[E_USAGE\] --bias: expected a file with equations, .*got none\. Try --cell FILE\./],
    [["--cell", "gru", "--bias"], /\[E_USAGE\] --bias: .*got the library's gru\./],
  ])("refuses %j", async (flags, message) => {
    const { status, stdout, stderr } = await place.run(["forecast", "t.csv", ...QUICK, ...flags]);
    expect([status, stdout, stderr]).toEqual([2, "", expect.stringMatching(message)]);
  });

  test("reads a cell from standard input", async () => {
    const { status, stderr } = await place.run(["forecast", "t.csv", ...QUICK, "--cell", "-", "--hidden", "7"], {
      input: "h_t = tanh(x_t + U h_{t-1})",
    });
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^cell 1×7/m)]);
    expect(stderr).toMatch(/^note: --hidden 7 changes nothing/m);
  });

  test.each([
    ["unsorted dates", [good[0], ...months.toReversed()], /^note: rows were not in order of month: sorted/m],
    ["gaps", good.filter((_, i) => i !== 6), /^note: 1 gap, 1 missing step marked: 2010-06/m],
    ["missing values", changed(7, "2010-06,NaN").split("\n"), /^note: sold: 1 missing value/m],
    ["a constant series", [good[0], ...months.map((line) => line.replace(/,.*/, ",7"))], /^note: sold never changes/m],
  ])("takes %s, and says so", async (name, lines, notice) => {
    const file = `${name.replaceAll(" ", "-")}.csv`;
    place.write(file, lines.join("\n"));
    const { status, stdout, stderr } = await place.run(["forecast", file, ...QUICK, "--json"]);
    expect(stderr).toMatch(notice);
    expect(status).toBe(0);
    for (const { forecast } of JSON.parse(stdout).forecast) expect(forecast).toBeTypeOf("number");
  });

  test("takes several series, and says which one the chart shows", async () => {
    const shops = months.flatMap((line) => [`north,${line}`, `south,${line}0`]);
    place.write("shops.csv", ["shop,month,sold", ...shops].join("\n"));
    const flags = ["--id", "shop", "--chart", "shops.svg"];
    const { status, stdout, stderr } = await place.run(["forecast", "shops.csv", ...QUICK, ...flags]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /\nshop +month +forecast\nnorth +2012-01 .*\nnorth +2012-02 .*\nsouth +2012-01 .*\nsouth +2012-02 .*\n$/,
    );
    expect(stderr).toMatch(/^note: the chart shows north, the first of 2 series/m);
    const south = await place.run(["forecast", "shops.csv", ...QUICK, ...flags, "--chart-series", "south"]);
    expect([south.status, place.read("shops.svg")]).toEqual([0, expect.stringContaining("Forecast of sold, south")]);
  });

  test("takes known columns, with their future", async () => {
    const priced = months.map((line, i) => `${line},${i % 3}`);
    place.write("priced.csv", ["month,sold,price", ...priced].join("\n"));
    place.write("next.csv", "month,price\n2012-01,1\n2012-02,2\n");
    const flags = ["--target", "sold", "--known", "price", "--future", "next.csv"];
    const { status, stderr } = await place.run(["forecast", "priced.csv", ...QUICK, ...flags]);
    expect([status, stderr]).toEqual([0, expect.stringContaining("target sold · known price")]);
    place.write("next.csv", "month,price\n2012-01,1\n");
    const short = await place.run(["forecast", "priced.csv", ...QUICK, ...flags]);
    expect([short.status, short.stdout]).toEqual([1, ""]);
    expect(short.stderr).toMatch(/\[E_TIME\] next\.csv, column month: expected a row for 2012-02, got none/);
    expect(short.stderr).not.toContain("fitting");
  });

  test("a reader that leaves early ends it quietly", async () => {
    const { status, stderr } = await place.run(["forecast", "t.csv", ...QUICK], { closeStdout: true });
    expect(status).toBe(0);
    expect(stderr).not.toContain("EPIPE");
  });

  test.runIf(process.platform !== "win32")("Ctrl-C ends it with a line and leaves nothing behind", async () => {
    const before = place.files();
    const endless = ["--horizon", "2", "--epochs", "1000000", "--out", "never/plan.csv"];
    const { status, stdout, stderr } = await place.run(["forecast", "t.csv", ...endless], {
      whenSaid: (said, kill) => {
        if (said.endsWith("UTF-8\n")) setTimeout(() => kill("SIGINT"), 300);
      },
    });
    expect([status, stdout]).toEqual([130, ""]);
    expect(stderr).toMatch(/\nsluice: stopped before the end; no file is half written\n$/);
    expect(place.files()).toEqual(before);
  });
});
