import { type Examples, examples, type Layout } from "./examples.ts";
import type { Work } from "./fit-progress.ts";
import type { FitRecord } from "./fit-record.ts";
import type { Correction, NetworkOptions } from "./network.ts";
import type { Origin } from "./origins.ts";
import { trainedNetwork, trainNetwork } from "./train-network.ts";
import { believe, judge, trialOf, USUAL_TRUST, type Verdict } from "./trust.ts";

export interface MembersOptions {
  readonly sizes: NetworkOptions;
  readonly layout: Layout;
  readonly members: number;
  /** As asked; undefined to find them. */
  readonly epochs: number | undefined;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
  readonly work: Work;
  readonly record: FitRecord;
}

/** Epochs, and examples that a network sees in all, so that a fit to much data stays quick. */
const USUAL = { least: 8, most: 20, examples: 40_000 };
/** Where networks prove to know much. */
const LONG = { least: 8, most: 100, examples: 120_000 };
/** Networks prove to know much when no more than this share of the anchor's squared error is left … */
const MUCH = 0.6;
/** … and longer training is worth it when it leaves less than this share of that. */
const WORTH = 0.9;
/** Networks that are tried before the members are trained. */
const TRIED = 2;
/** Seeds that one seed of the user's stands for: the members' from the first on, those of networks on trial from the last back. */
const SEEDS = 64;

/**
 * Trains the networks whose mean corrects the anchors, and finds out before how long to and how far to trust them.
 *
 * Trainings that the record has are not done again. Errors: as `trainNetwork`; E_FORMAT for a record that does not fit.
 */
export async function trainMembers(
  origins: readonly Origin[],
  options: MembersOptions,
): Promise<{ networks: Correction[]; epochs: number }> {
  const { layout, sizes, members, seed, signal, work, record } = options;
  const train = async (
    learn: Examples,
    at: { stage: "trust" | "training"; member: number; epochs: number; own: number },
  ) => {
    const { stage, member, epochs, own } = at;
    const place = { epochs, seed: seed * SEEDS + own };
    const known = record.take(place);
    if (known !== undefined) {
      work.restored(stage, { epoch: epochs, member });
      work.networkDone();
      try {
        return trainedNetwork(sizes, { weights: known, seed: place.seed });
      } catch (cause) {
        throw record.notOurs(cause);
      }
    }
    const network = await trainNetwork(
      sizes,
      { data: learn, layout },
      {
        ...place,
        signal,
        checkpoint: record.training,
        onResumed: (epoch) => work.restored(stage, { epoch, member }),
        onEpoch: (done) => work.epoch(stage, { ...done, member }),
      },
    );
    work.networkDone();
    await record.add(place, () => network.parameters);
    return network;
  };

  let epochs = options.epochs ?? epochsFor(origins.length, USUAL);
  let trust = USUAL_TRUST;
  const trial = trialOf(origins, sizes.steps);
  if (trial !== undefined) {
    const learn = examples(trial.learn, layout);
    const tryFor = async (epochs: number): Promise<Verdict> => {
      work.plan({ epochs, networks: TRIED + members });
      const tried: Correction[] = [];
      for (let i = 0; i < TRIED; i++)
        tried.push(await train(learn, { stage: "trust", member: 0, epochs, own: SEEDS - 1 - i }));
      return judge(tried, { ...trial, layout });
    };
    let verdict = await tryFor(epochs);
    const longer = epochsFor(origins.length, LONG);
    if (options.epochs === undefined && verdict.left <= MUCH && longer > epochs) {
      const other = await tryFor(longer);
      if (other.left < WORTH * verdict.left) [verdict, epochs] = [other, longer];
    }
    trust = verdict.trust;
  }

  work.plan({ epochs, networks: members });
  const learn = examples(origins, layout);
  const networks: Correction[] = [];
  for (let i = 0; i < members; i++) {
    const network = await train(learn, { stage: "training", member: i + 1, epochs, own: i });
    believe(network, trust);
    networks.push(network);
  }
  return { networks, epochs };
}

function epochsFor(rows: number, { least, most, examples }: typeof USUAL): number {
  return Math.max(least, Math.min(most, Math.round(examples / Math.max(1, rows))));
}
