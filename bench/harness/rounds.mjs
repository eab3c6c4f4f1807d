/**
 * @typedef {object} Lane one of those who take turns
 * @property {string} name
 * @property {(calls: number) => Promise<Turn>} run does so many calls
 */

/** @typedef {{ ms: number, cpuMs: number }} Turn how long calls took, and how long the processor was at work for them */

/**
 * @typedef {object} Taken
 * @property {number[]} samples milliseconds a call in every round
 * @property {number} waited rounds in which the processor was elsewhere for a good part of the time
 */

/**
 * @typedef {object} Pace
 * @property {number} rounds
 * @property {number} roundMs a turn lasts at least as long
 * @property {number} warmMs so long everyone runs before the first turn
 * @property {number} slowMs one whose single call takes longer is done after `slowRounds` rounds
 * @property {number} slowRounds
 */

/** @type {Pace} */
export const PACE = { rounds: 11, roundMs: 200, warmMs: 1000, slowMs: 1500, slowRounds: 3 };

/**
 * Lets everyone take turns, A B C A B C …, so that noise of the machine comes to all alike.
 *
 * @param {readonly Lane[]} lanes
 * @param {Pace} pace
 * @returns {Promise<Map<string, Taken | Error>>} or how the lane failed
 */
export async function takeTurns(lanes, pace) {
  /** @type {Map<string, Taken | Error>} */
  const results = new Map(lanes.map(({ name }) => [name, { samples: [], waited: 0 }]));
  /** @type {Map<string, { calls: number, rounds: number }>} */
  const plans = new Map();
  /** @param {Lane} lane @param {(taken: Taken) => Promise<void>} turn */
  const attempt = async ({ name }, turn) => {
    const taken = results.get(name);
    if (taken === undefined || taken instanceof Error) return;
    try {
      await turn(taken);
    } catch (error) {
      results.set(name, /** @type {Error} */ (error));
    }
  };
  for (const lane of lanes) await attempt(lane, async () => void plans.set(lane.name, await warmUp(lane, pace)));
  for (let round = 0; round < pace.rounds; round++)
    for (const lane of lanes)
      await attempt(lane, async (taken) => {
        const plan = /** @type {{ calls: number, rounds: number }} */ (plans.get(lane.name));
        if (round >= plan.rounds) return;
        const { ms, cpuMs } = await lane.run(plan.calls);
        taken.samples.push(ms / plan.calls);
        if (ms > WAITING * cpuMs + CLOCK_MS) taken.waited++;
      });
  return results;
}

/**
 * Runs for a while, and on for as long as calls still get faster: compilers of JavaScript are in no hurry. Finds how many
 * calls fill a turn.
 *
 * @param {Lane} lane
 * @param {Pace} pace
 */
export async function warmUp({ run }, { rounds, roundMs, warmMs, slowMs, slowRounds }) {
  let calls = 1;
  let { ms: each } = await run(calls);
  if (each > slowMs) return { calls, rounds: Math.min(rounds, slowRounds) };
  const fill = () => Math.max(1, Math.ceil(roundMs / Math.max(each, 1e-6)));
  let faster = true;
  for (let spent = each; spent < warmMs || (faster && spent < PATIENCE * warmMs); ) {
    calls = Math.min(calls * 8, fill());
    const { ms } = await run(calls);
    faster = ms / calls < 0.9 * each;
    each = ms / calls;
    spent += ms;
  }
  return { calls: fill(), rounds };
}

/** A process that has the processor to itself works all the time; clocks of processes may be coarse. */
const WAITING = 1.15;
const CLOCK_MS = 10;

/** At most so many times the usual warming up. */
const PATIENCE = 5;
