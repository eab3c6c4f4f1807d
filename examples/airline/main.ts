/**
 * The airline recipe as notes and tutorials have it: 144 months of passengers, 1949 to 1960.
 *
 *   scale      min-max over all 144 months
 *   windows    three months in, the next one out: 141 windows, one sequence of batch 1
 *   fit        the first 80 %, 112 windows
 *   model      LSTM 3 → 6 of two layers, linear 6 → 1, PyTorch's two biases a gate
 *   training   mean squared error, Adam at rate 0.1, 1000 epochs
 *
 *     npm run example -- airline [chart.svg|chart.png|chart.html]
 *
 * What it shows is how such a model is built, not how well it forecasts: the scaler sees the test span, and every
 * prediction is one month ahead from the three actual months before it. `sluice forecast` does neither.
 */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { forecastChart } from "@sluice/charts";
import { mae, mape, naive, panel, readTable, rmse, seasonalNaive, timeLabel } from "@sluice/forecast";
import { airlineModel, LOOKBACK, learn, predict, windowsOf } from "./recipe.ts";

const EPOCHS = 1000;
const SEASON = 12;

const root = new URL("../../../", import.meta.url);
const chart = process.argv[2] ?? fileURLToPath(new URL("out/airline-recipe.svg", root));

const table = await readTable(fileURLToPath(new URL("samples/flights.csv", root)));
const months = panel(table, { target: "passengers" });
const { target: passengers, times } = months.series[0]!;
const windows = windowsOf(passengers);

const started = performance.now();
const model = airlineModel();
for await (const { index, loss } of learn(model, windows, { epochs: EPOCHS, seed: 1 }))
  if (index % 100 === 0 || index === EPOCHS - 1) console.log(`epoch ${index}  loss ${loss.toFixed(6)}`);
const seconds = (performance.now() - started) / 1000;
console.log(`${EPOCHS} epochs in ${seconds.toFixed(3)} s, compiling included`);

const predicted = predict(model, windows);
const first = LOOKBACK + windows.fitted;
const actual = passengers.subarray(first);
/** A baseline of one month ahead, from all actual months before it: the recipe's own terms. */
const oneAhead = (baseline: (past: Float64Array) => Float64Array) =>
  actual.map((_, step) => baseline(passengers.subarray(0, first + step))[0]!);
const forecasts = {
  LSTM: predicted.subarray(windows.fitted),
  naive: oneAhead((past) => naive(past, 1)),
  "seasonal naive": oneAhead((past) => seasonalNaive(past, 1, SEASON)),
};
console.log(`\nthe last ${actual.length} months, one month ahead`);
console.log(`${"".padEnd(16)}    MAE   RMSE  MAPE %`);
for (const [name, forecast] of Object.entries(forecasts)) {
  const scores = [mae, rmse, mape].map((metric) => metric(actual, forecast)!.toFixed(2).padStart(7));
  console.log(name.padEnd(16) + scores.join(""));
}
console.log(`
Read these with care: the scaler has seen the largest values of the test span, and every prediction is
one month ahead from actual values, the test span's own among them. A forecast knows neither.`);

const labels = Array.from(times, (time) => timeLabel(time, months.time));
const from = (begin: number, end: number) =>
  labels.map((_, step) => (step >= begin && step < end ? predicted[step - LOOKBACK]! : null));
await mkdir(dirname(chart), { recursive: true });
await forecastChart({
  title: "Airline passengers, one month ahead",
  times: labels,
  yName: "passengers",
  unit: "thousands",
  series: [
    { name: "actual", role: "actual", values: passengers },
    { name: "fitted", role: "fitted", values: from(LOOKBACK, first) },
    { name: "predicted", role: "forecast", values: from(first, labels.length) },
  ],
  split: labels[first]!,
}).save(chart);
console.log(`\nchart: ${chart}`);
