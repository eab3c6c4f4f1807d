import type { Chart } from "@sluice/charts";
import type { Panel, Series } from "@sluice/forecast";
import type { Competition, Round } from "./compete.ts";
import type { Contestant } from "./contestants.ts";
import { type Spread, spread } from "./standing.ts";
import { stepErrors } from "./step-errors.ts";

/** Readable on light and on dark, and apart from the blue of actual values. */
const COLORS = ["#d9690f", "#1f9d74", "#a45fc4", "#c2457a", "#b58a00", "#4a90a4"];
/** How many horizons of the past are shown before what was held out. */
const PAST = 3;

const look = (name: string, index: number) => ({
  name,
  color: COLORS[index % COLORS.length]!,
  dashed: Math.floor(index / COLORS.length) % 2 === 1,
});

export interface Compared {
  readonly panel: Panel;
  readonly series: Series;
  readonly contestants: readonly Contestant[];
  readonly competition: Competition;
  readonly horizon: number;
}

/**
 * The newest span and what every cell forecast for it with the first seed; what all err by steps ahead; and how they learned, by
 * epochs and by seconds. Bands are the range of the seeds.
 */
export async function compareChart(compared: Compared): Promise<Chart> {
  const { panels } = await import("@sluice/charts");
  const names = compared.contestants.map(({ name }) => name).join(", ");
  return panels([await forecasts(compared), ...(await errorsAhead(compared)), ...(await curves(compared))], {
    title: `${names}: ${compared.panel.target}`,
  });
}

const newest = ({ competition }: Compared, name: string): Round[] =>
  competition.rounds.filter((round) => round.fold === 0 && round.name === name);

async function forecasts(compared: Compared): Promise<Chart> {
  const [{ forecastChart }, { timeLabel }] = await Promise.all([import("@sluice/charts"), import("@sluice/forecast")]);
  const { panel, series, contestants, horizon } = compared;
  const first = Math.max(0, series.times.length - (PAST + 1) * horizon);
  const times = Array.from(series.times.subarray(first), (time) => timeLabel(time, panel.time));
  const held = times.length - horizon;
  const lines = contestants.map(({ name }, i) => {
    const rows = newest(compared, name)[0]!.forecast.filter(({ unique_id }) => unique_id === series.id);
    const values = times.map((_, step) => (step < held ? null : rows[step - held]!.forecast));
    return { ...look(name, i), role: "other" as const, values };
  });
  return forecastChart({
    title: panel.id === undefined ? "forecasts" : `forecasts of ${series.id}`,
    times,
    yName: panel.target,
    series: [{ name: "actual", role: "actual", values: series.target.subarray(first) }, ...lines],
    split: times[held]!,
  });
}

/** None where a single step is forecast. */
async function errorsAhead({ panel, contestants, competition, horizon }: Compared): Promise<Chart[]> {
  if (horizon === 1) return [];
  const { lineChart } = await import("@sluice/charts");
  const seeds = [...new Set(competition.rounds.map(({ seed }) => seed))];
  const lines = contestants.map(({ name }, i) => {
    const own = competition.rounds.filter((round) => round.name === name);
    const bySeed = seeds.map((seed) =>
      stepErrors(
        own.filter((round) => round.seed === seed),
        panel,
        horizon,
      ),
    );
    const spreads = Array.from({ length: horizon }, (_, step) => {
      const known = bySeed.flatMap((errors) => errors[step] ?? []);
      return known.length === 0 ? undefined : spread(known);
    });
    return { ...look(name, i), ...bandOf(spreads) };
  });
  const values = Array.from({ length: horizon }, (_, step) => step + 1);
  const x = { name: "steps ahead", values };
  return [lineChart({ title: "errors", x, y: { name: "mean absolute error" }, series: lines })];
}

/** A line of medians in a band of ranges. */
const bandOf = (spreads: readonly (Spread | undefined)[]) => ({
  values: spreads.map((one) => one?.median ?? null),
  low: spreads.map((one) => one?.low ?? null),
  high: spreads.map((one) => one?.high ?? null),
});

/** Losses by epochs and by seconds; none where there was nothing to learn. */
async function curves(compared: Compared): Promise<Chart[]> {
  const { lineChart } = await import("@sluice/charts");
  const lines = compared.contestants.flatMap(({ name }, i) => {
    const own = newest(compared, name).map(({ curve }) => curve);
    // Fits choose their epochs: what all of them have is compared.
    const epochs = Math.min(...own.map(({ loss }) => loss.length));
    if (epochs === 0) return [];
    const at = (of: "loss" | "seconds") =>
      Array.from({ length: epochs }, (_, epoch) => spread(own.map((curve) => curve[of][epoch]!)));
    const loss = at("loss");
    const line = { ...look(name, i), ...bandOf(loss), marks: false };
    return [
      { line, epochs: loss.map((_, epoch) => epoch + 1), seconds: rising(at("seconds").map(({ median }) => median)) },
    ];
  });
  if (lines.length === 0) return [];
  const y = { name: "loss of what is learned from" };
  return (["epochs", "seconds"] as const).map((by) =>
    lineChart({
      title: `learning, by ${by}`,
      x: { name: by === "epochs" ? "epochs" : "seconds of one network" },
      y,
      series: lines.map(({ line, ...x }) => ({ ...line, x: x[by] })),
    }),
  );
}

/** A clock may stand still for as long as an epoch of little data takes. */
const rising = (seconds: readonly number[]): number[] => {
  const LEAST = 1e-6;
  let last = 0;
  return seconds.map((second) => (last = Math.max(second, last + LEAST)));
};
