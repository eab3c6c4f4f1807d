import { expect, test } from "vitest";
import { stepErrors } from "./step-errors.ts";

const series = (target: number[]) => ({ target: Float64Array.from(target) }) as never;
const row = (forecast: number) => ({ unique_id: "", ds: "", forecast });

test("errors by step ahead are the mean over spans and series, missing values left out", () => {
  const panel = { series: [series([9, 9, 1, 2, 3, 4]), series([9, 9, 10, Number.NaN, 30, Number.NaN])] };
  const older = { fold: 1, forecast: [row(2), row(2), row(10), row(0)] };
  const newer = { fold: 0, forecast: [row(3), row(7), row(33), row(0)] };
  expect(stepErrors([older, newer], panel, 2)).toEqual([(1 + 0 + 0 + 3) / 4, (0 + 3) / 2]);
  const alone = { fold: 0, forecast: [row(33), row(0)] };
  expect(stepErrors([alone], { series: [panel.series[1]!] }, 2)).toEqual([3, null]);
});
