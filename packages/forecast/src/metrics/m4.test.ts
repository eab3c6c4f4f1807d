import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { smape } from "./percentage.ts";
import { mase } from "./scaled.ts";

const folder = fileURLToPath(new URL("../../../../../shared/data/m4/", import.meta.url));
const isAbsent = !existsSync(folder);
if (isAbsent) console.warn("skipped: the M4 data is not at ../shared/data/m4");

/** Each row after its id, up to the last value; the rows of these files differ in length. */
async function seriesOf(file: string): Promise<number[][]> {
  const [, ...rows] = (await readFile(`${folder}${file}`, "utf8")).replaceAll('"', "").trim().split(/\r?\n/);
  return rows.map((row) =>
    row
      .split(",")
      .slice(1)
      .filter((cell) => cell !== "" && cell !== "NA")
      .map(Number),
  );
}

async function naive2(group: string, season: number): Promise<[smape: number, mase: number]> {
  const train = await seriesOf(`${group}-train.csv`);
  const actual = await seriesOf(`${group}-test.csv`);
  const forecast = await seriesOf(`Naive2_${group}.csv`);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [
    mean(actual.map((values, i) => smape(values, forecast[i]!)!)),
    mean(actual.map((values, i) => mase(values, forecast[i]!, { train: train[i]!, season })!)),
  ];
}

describe.skipIf(isAbsent)("the official Naive2 forecasts of the M4 competition have the published accuracy", () => {
  test("Hourly: sMAPE 18.383, MASE 2.395", async () => {
    const [percent, ratio] = await naive2("Hourly", 24);
    expect(percent).toBeCloseTo(18.383, 3);
    expect(ratio).toBeCloseTo(2.395, 3);
  });

  test("Yearly: sMAPE 16.342, MASE 3.974", async () => {
    const [percent, ratio] = await naive2("Yearly", 1);
    expect(percent).toBeCloseTo(16.342, 3);
    expect(ratio).toBeCloseTo(3.974, 3);
  });
});
