import { expect, test } from "vitest";
import { readTable } from "../table/read-table.ts";
import { panel } from "./build-panel.ts";
import { split } from "./split.ts";

const text =
  "id,date,y,p,z\na,2011-01-01,1,6,9\na,2011-01-02,2,7,9\na,2011-01-04,4,8,9\nb,2011-01-01,5,9,8\nb,2011-01-02,6,9,8\n";
const build = async () =>
  panel(await readTable({ name: "t.csv", text }), { target: "y", known: ["p"], static: ["z"], id: "id" });

test("every series is cut before its last steps; gaps count as steps", async () => {
  const { train, test: held } = split(await build(), { holdout: 1 });
  expect(train.series.map(({ target }) => [...target])).toEqual([[1, 2, Number.NaN], [5]]);
  expect(held.series.map(({ target }) => [...target])).toEqual([[4], [6]]);
  expect(held.series.map(({ known }) => [...known[0]!])).toEqual([[8], [9]]);
  expect(held.series.map((one) => [...one.static])).toEqual([[9], [8]]);
  expect([train.describe(), held.describe()]).toEqual([
    "date daily, 2 series by id, 3 rows, 1 gap · target y · known p · static z · season 7",
    "date daily, 2 series by id, 2 rows, no gaps · target y · known p · static z · season 7",
  ]);
});

test("a series that would be left empty is E_DATA by name", async () => {
  const whole = await build();
  expect(() => split(whole, { holdout: 2 })).toThrow(
    /E_DATA.*t\.csv, id b: expected more than the 2 steps held out, got 2/,
  );
  for (const holdout of [0, -1, 1.5, Number.NaN]) expect(() => split(whole, { holdout })).toThrow(/E_ARGUMENT/);
});
