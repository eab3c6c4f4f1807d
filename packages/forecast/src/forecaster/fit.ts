import { SluiceError } from "@sluice/core";
import type { Panel } from "../panel/panel.ts";
import { checkNames } from "./check-names.ts";
import { completeSeries } from "./complete-series.ts";
import type { Layout } from "./examples.ts";
import { identityOf } from "./fit-identity.ts";
import { type FitProgress, Work } from "./fit-progress.ts";
import { type FitCheckpoint, FitRecord } from "./fit-record.ts";
import { fitSeries } from "./fit-series.ts";
import type { FittedParts } from "./fitted-parts.ts";
import { inNameOrder, inputColumns } from "./input-columns.ts";
import { lookbackFor } from "./lookback.ts";
import { trainMembers } from "./members.ts";
import type { NetworkOptions } from "./network.ts";
import type { ForecasterSettings } from "./options.ts";
import { trainingOrigins } from "./origins.ts";
import { cyclesOf } from "./recipes.ts";
import type { SeriesView } from "./series-view.ts";
import { turns } from "./turns.ts";

export interface FitOptions {
  /** Of all that is random: the same seed gives the same bits. 1 unless told. */
  seed?: number;
  onProgress?: (progress: FitProgress) => void;
  /** Stops the fit; where there is a checkpoint, it is written before. */
  signal?: AbortSignal;
  /**
   * A file that keeps how far the fit is, or another place: written now and then, when the signal stops the fit, and at its end.
   * The one before stays beside it as `<path>.previous`.
   */
  checkpoint?: string | FitCheckpoint;
  /**
   * `true` goes on from the checkpoint, to the same bits as without a stop, and begins where there is none; `false` starts over
   * and replaces it. Without either, a checkpoint that is there already is an error.
   */
  resume?: boolean;
}

/** Windows of the past that a network learns from, at most; those of long series are thinned out. */
const MOST_EXAMPLES = 3000;
const NAMES: readonly (keyof FitOptions)[] = ["seed", "onProgress", "signal", "checkpoint", "resume"];
const LARGEST_SEED = 2 ** 32 - 1;

/** Fits the anchors of all series and the networks that correct them. Errors: see Forecaster.fit. */
export async function fit(settings: ForecasterSettings, panel: Panel, options: FitOptions): Promise<FittedParts> {
  const { seed = 1, signal, checkpoint, resume } = options;
  checkNames("fit", options, NAMES);
  checkSeed(seed);
  if (resume !== undefined && typeof resume !== "boolean")
    throw new SluiceError("E_ARGUMENT", {
      where: "fit, resume",
      expected: "true or false",
      got: `a value of type ${typeof resume}`,
      hint: "{ checkpoint: FILE, resume: true }",
    });
  const record = new FitRecord(checkpoint, () => identityOf(settings, panel, seed));
  await record.begin(resume);
  try {
    const fitted = await fitRecorded(settings, panel, { ...options, seed, record });
    await record.keep();
    return fitted;
  } catch (error) {
    if (signal?.aborted) await record.keep();
    throw error;
  }
}

async function fitRecorded(
  settings: ForecasterSettings,
  panel: Panel,
  { seed, onProgress, signal, record }: FitOptions & { seed: number; record: FitRecord },
): Promise<FittedParts> {
  const { cell, hidden, layers, horizon, members, strategy } = settings;
  const { name, target, known, past, id, season, time } = panel;
  const inputs = inputColumns(cell, panel);
  const lookback = lookbackFor(panel, settings);
  const steps = strategy === "direct" ? horizon : 1;
  const layout: Layout = { lookback, steps, inputs, known: inNameOrder(known), season };
  const sizes: NetworkOptions = { cell, hidden, layers, inputs: inputs.length, steps, known: known.length };

  const turn = turns(signal);
  const work = new Work(onProgress, members);
  const choosing = { horizon, season, cycles: cyclesOf(season, time.frequency) };
  const views: SeriesView[] = [];
  const series = completeSeries(panel);
  for (const one of series) {
    await turn();
    work.anchors(views.length / series.length);
    views.push(fitSeries(one, choosing));
  }
  await turn();

  const origins = trainingOrigins(views, { lookback, steps, most: MOST_EXAMPLES });
  const { networks, epochs } = await trainMembers(origins, {
    layout,
    sizes,
    members,
    epochs: settings.epochs,
    seed,
    signal,
    work,
    record,
  });
  work.finished();
  return {
    settings: { ...settings, cell: cell.name, lookback, epochs },
    panel: { name, target, known, past, static: panel.static, id, season, time },
    times: panel.series.map(({ times }) => times.slice()),
    views,
    networks,
    layout,
  };
}

function checkSeed(seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED) return;
  const expected = "a whole number from 0 to 4294967295";
  throw new SluiceError("E_ARGUMENT", { where: "fit seed", expected, got: String(seed) });
}
