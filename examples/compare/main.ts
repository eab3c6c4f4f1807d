/**
 * RNN, LSTM and GRU on one task, with as many units and with as many parameters: which learns faster, by epochs and by the clock,
 * and which needs less data?
 *
 *   task       ten numbers of 0 to 1, two of them marked: the sum of the two; who says 0 errs by 0.41
 *   models     a cell of 18 units, or of as many as give the parameters of an LSTM of 18; linear to 1
 *   training   mean squared error, Adam at rate 0.005, gradients of length 1 at most, 1,280 steps of 32 rows
 *   seeds      five: what is shown is the middle one, and in brackets the least and the greatest
 *
 *     npm run example -- compare [folder for the charts]
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { curvesChart, type Entry, rowsChart } from "./charts.ts";
import { type Contestant, countOf, equalHidden, equalParameters } from "./contestants.ts";
import { type Course, learn } from "./learn.ts";
import { spread } from "./spread.ts";

const SEEDS = [1, 2, 3, 4, 5];
const STEPS = 1280;
const ROWS = [32, 64, 128, 256, 1024];
const ALL = ROWS.at(-1)!;
/** An eighth of the error of who says 0. */
const GOOD = 0.05;
const WIDTH = 24;

const folder = process.argv[2] ?? fileURLToPath(new URL("../../../out", import.meta.url));
const row = (name: string, cells: readonly string[]) => console.log(name.padEnd(16) + cells.join(""));
const label = ({ name, hidden }: { name: string; hidden: number }) => `${name}, ${hidden}`;

/** By contestant, rows and seed. The LSTM is in both comparisons, and learns once. Cells take turns, so that a busy minute hits all. */
const contestants = [
  ...equalHidden,
  ...equalParameters.filter((one) => !equalHidden.some((same) => label(same) === label(one))),
];
const courses = new Map<string, Map<number, Course[]>>(
  contestants.map((one) => [label(one), new Map(ROWS.map((rows) => [rows, []]))]),
);
const coursesOf = (one: Contestant, rows: number) => courses.get(label(one))!.get(rows)!;
for (const seed of SEEDS)
  for (const rows of ROWS)
    for (const one of contestants) coursesOf(one, rows).push(await learn(one, { rows, steps: STEPS, seed }));

const shown = (values: readonly number[], digits: number) => {
  const { median, low, high } = spread(values);
  const [middle, least, most] = [median, low, high].map((value) =>
    Number.isFinite(value) ? value.toFixed(digits) : "never",
  );
  return (least === "never" ? least : `${middle} (${least} … ${most})`).padStart(WIDTH);
};
const last = ({ errors }: Course) => errors.at(-1)!;

/** What a course had cost when its error first was good; Infinity where it never was. */
const when = ({ errors }: Course, cost: readonly number[]) => {
  const place = errors.findIndex((error) => error < GOOD);
  return place < 0 ? Number.POSITIVE_INFINITY : cost[place]!;
};

await mkdir(folder, { recursive: true });
for (const [what, group] of Object.entries({ units: equalHidden, parameters: equalParameters })) {
  console.log(
    `\nas many ${what}: ${group.map((one) => `${label(one)} units, ${countOf(one)} parameters`).join(" · ")}`,
  );
  row(
    `${ALL} rows`,
    ["ms an epoch", "epochs to 0.05", "seconds to 0.05"].map((name) => name.padStart(WIDTH)),
  );
  for (const one of group) {
    const found = coursesOf(one, ALL);
    row(label(one), [
      shown(
        found.map(({ seconds, epochs }) => (1000 * seconds.at(-1)!) / epochs.at(-1)!),
        1,
      ),
      shown(
        found.map((course) => when(course, course.epochs)),
        0,
      ),
      shown(
        found.map((course) => when(course, course.seconds)),
        2,
      ),
    ]);
  }
  row(
    "error in the end",
    ROWS.map((rows) => `${rows} rows`.padStart(WIDTH)),
  );
  for (const one of group)
    row(
      label(one),
      ROWS.map((rows) => shown(coursesOf(one, rows).map(last), 3)),
    );

  const curves = group.map((one): Entry => ({ ...one, courses: coursesOf(one, ALL) }));
  const byRows = group.map((one) => ({ ...one, errors: ROWS.map((rows) => spread(coursesOf(one, rows).map(last))) }));
  const charts = {
    [`compare-${what}-curves.svg`]: curvesChart(`Learning from ${ALL} rows, with as many ${what}`, curves),
    [`compare-${what}-rows.svg`]: rowsChart(`Error after ${STEPS} steps, with as many ${what}`, ROWS, byRows),
  };
  for (const [name, chart] of Object.entries(charts)) {
    await chart.save(`${folder}/${name}`);
    console.log(`chart: ${folder}/${name}`);
  }
}
