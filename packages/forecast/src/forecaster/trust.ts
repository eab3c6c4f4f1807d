import { examples, type Layout } from "./examples.ts";
import { type Correction, HEAD } from "./network.ts";
import type { Origin } from "./origins.ts";
import { networkInputs } from "./train-network.ts";

/** What is believed before any evidence: half of what a network says, give or take a quarter. */
export const USUAL_TRUST = 0.5;
const PRECISION = 16;
/** The share of every series that networks are tried on. */
const TRIED = 0.2;
/** With fewer horizons to try them on, the evidence would not move what is believed. */
const LEAST_EVIDENCE = 3;
const LEAST_EXAMPLES = 16;

/** What networks can be tried on: the ends of all series, after all that they learn from. */
export interface Trial {
  readonly learn: readonly Origin[];
  readonly check: readonly Origin[];
  /** How many horizons, one after the other, the ends hold. */
  readonly evidence: number;
}

/** The origins of a fit, divided for a trial; undefined where there is too little for one. */
export function trialOf(origins: readonly Origin[], steps: number): Trial | undefined {
  const ends = new Map(origins.map(({ view }) => [view, Math.max(steps, Math.floor(TRIED * view.length))]));
  const learn = origins.filter(({ view, origin }) => origin + steps <= view.length - ends.get(view)!);
  const check = origins.filter(({ view, origin }) => origin >= view.length - ends.get(view)!);
  let evidence = 0;
  for (const end of ends.values()) evidence += Math.floor(end / steps);
  return evidence < LEAST_EVIDENCE || learn.length < LEAST_EXAMPLES ? undefined : { learn, check, evidence };
}

/** How networks did in a trial. */
export interface Verdict {
  /** How much of what they read from the past to believe, 0 to 1. */
  readonly trust: number;
  /** The share of the anchor's squared error that is left then. */
  readonly left: number;
}

/**
 * How far to trust networks that were tried: as far as would have forecast the ends of the series best, drawn towards one half by as
 * much as the evidence is thin.
 *
 *   ŵ = Σ r·n / Σ n²      p = evidence · Σ n² / Σ (r − ŵ·n)²      trust = (16·½ + p·ŵ) / (16 + p)
 *
 * r is what the known columns' part leaves to correct, n what the networks said from the past, on average. Known columns are believed
 * whole: their effect is learnt from many steps, whereas a window of the past is like few others. The networks lose their heads.
 */
export function judge(
  networks: readonly Correction[],
  { check, evidence, layout }: Trial & { layout: Layout },
): Verdict {
  const data = examples(check, layout);
  const { said, known } = meanParts(networks, networkInputs(layout, data));
  const open = known.map((part, i) => data.target[i]! - part);
  const squares = sumOf(said, square);
  const share = squares === 0 ? 0 : sumOf(said, (n, i) => n * open[i]!) / squares;
  const missed = sumOf(said, (n, i) => square(open[i]! - share * n));
  const precision = missed === 0 ? Number.MAX_VALUE : (evidence * squares) / missed;
  const drawn = USUAL_TRUST + (share - USUAL_TRUST) * (precision / (PRECISION + precision));
  const trust = Math.min(1, Math.max(0, drawn));
  const before = sumOf(data.target, square);
  const after = sumOf(said, (n, i) => square(open[i]! - trust * n));
  return { trust, left: before === 0 ? 1 : after / before };
}

const square = (x: number) => x * x;

function sumOf(values: Float32Array | Float64Array, term: (value: number, index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += term(values[i]!, i);
  return sum;
}

/** What networks read from the past and from the known columns, each on average. */
function meanParts(networks: readonly Correction[], inputs: ReturnType<typeof networkInputs>) {
  let said = new Float64Array(0);
  let known = new Float64Array(0);
  for (const one of networks) {
    const all = one.predict(inputs).data;
    believe(one, 0);
    const rest = one.predict(inputs).data;
    if (said.length === 0) [said, known] = [new Float64Array(all.length), new Float64Array(all.length)];
    for (let i = 0; i < said.length; i++) {
      said[i]! += (all[i]! - rest[i]!) / networks.length;
      known[i]! += rest[i]! / networks.length;
    }
  }
  return { said, known };
}

/** Scales what a network reads from the past, for good. */
export function believe(network: Correction, trust: number): void {
  const { parameters } = network;
  const scaled = [`${HEAD}.W`, `${HEAD}.b`].map((name) => {
    const { shape, data } = parameters[name]!;
    return [name, { shape, data: data.map((value) => value * trust) }] as const;
  });
  network.setParameters(Object.fromEntries(scaled));
}
