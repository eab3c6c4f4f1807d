import type { Baseline } from "./compete.ts";
import type { Standings } from "./standing.ts";

const CALLED: Readonly<Record<Baseline, string>> = {
  anchor: "anchor alone",
  naive: "naive forecast",
  seasonalNaive: "seasonal naive forecast",
};

/** What may be concluded from mean absolute errors, a sentence each; ranges of seeds that overlap decide nothing. */
export function verdict({ cells, baselines }: Standings, seeds: number): string[] {
  const measured = cells.flatMap(({ name, mae }) => (mae === null ? [] : [{ name, mae }]));
  const [best, ...others] = measured.sort((a, b) => a.mae.median - b.mae.median);
  if (best === undefined) return ["nothing could be measured: the target is missing in all steps held out"];
  const said: string[] = [];
  const close = others.filter(({ mae }) => mae.low <= best.mae.high).map(({ name }) => name);
  if (seeds === 1) said.push("one seed cannot tell which cell is better: --seeds 3 shows how much is chance");
  else if (others.length > 0 && others.every(({ mae }) => mae.median === best.mae.median))
    said.push("all cells err alike");
  else if (others.length > 0 && close.length === 0) said.push(`${best.name} errs least, whichever the seed`);
  else if (close.length > 0)
    said.push(`${best.name} errs least, but no less than seeds differ: ${listed(close)} may be as good`);
  const names = (Object.keys(CALLED) as Baseline[]).filter(
    (name) => (baselines[name].mae ?? Number.POSITIVE_INFINITY) < best.mae.median,
  );
  for (const name of names) said.push(`the ${CALLED[name]} errs less than every cell`);
  return said;
}

/** "gru", "lstm and gru", "rnn, lstm and gru". */
const listed = (names: readonly string[]): string => names.join(", ").replace(/, ([^,]*)$/, " and $1");
