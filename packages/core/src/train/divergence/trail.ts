import { Carry } from "../../layers/carried-states.ts";
import type { Network } from "../../layers/network.ts";
import { RANDOM_KEY } from "../../layers/trace.ts";
import { randomKey } from "../../math/keyed-uniform.ts";
import type { Backup } from "../../program.ts";
import type { Taken } from "../feed/feed.ts";
import type { Given } from "../measure/measuring.ts";
import type { Objective } from "../measure/objective.ts";
import type { Step, StepMemory } from "../step/step.ts";
import { type Culprit, culprit } from "./culprit.ts";

/** A step that was taken, with what it takes to take it again. */
interface Footprint {
  readonly epoch: number;
  readonly step: number;
  readonly taken: Taken;
  /** Epochs that were done. */
  readonly epochs: number;
  /** Whether stateful layers started anew. */
  readonly isReset: boolean;
}

/** Where a training left the finite numbers. */
export interface Divergence extends Partial<Culprit> {
  /** The step and its epoch, 0-based. */
  readonly epoch: number;
  readonly step: number;
  readonly examples: Taken["examples"];
}

/** Steps between two copies of all that a training goes on from, and bytes of batches that are kept for them at most. */
const STRIDE = 64;
const MOST_BYTES = 2 ** 24;

/** Steps after which a copy is given up that cannot be renewed, since an optimizer's numbers are infinite. */
const LONGEST = 1024;

/**
 * The last steps of a training, so that they can be taken again: when a number is no longer finite, the weights that it came
 * from are gone, and the same steps from an older copy lead to them. What it costs is a copy every 64 steps.
 */
export class Trail {
  readonly #network: Network;
  readonly #goal: Objective;
  readonly #step: Step;
  readonly #losses: number[];
  readonly #everything: Backup;
  #memory: StepMemory;
  #steps: Footprint[] = [];
  #bytes = 0;
  #isLost = false;

  /** Begins where the training is now. `losses` are those of the epochs that are done, and grow with them. */
  constructor(network: Network, goal: Objective, step: Step, losses: number[]) {
    this.#network = network;
    this.#goal = goal;
    this.#step = step;
    this.#losses = losses;
    this.#everything = network.engine.backup([...network.parameters.keys(), ...Object.keys(step.variables)]);
    this.#memory = step.memory();
    this.#isLost = !this.#everything.keep();
  }

  /** Notes a step before it is taken. */
  add(at: { readonly epoch: number; readonly step: number }, taken: Taken): void {
    if (this.#steps.length >= STRIDE || this.#bytes >= MOST_BYTES) this.#renew();
    if (this.#isLost) return;
    this.#bytes += taken.kept;
    const { epoch, step } = at;
    this.#steps.push({ epoch, step, taken, epochs: this.#losses.length, isReset: step === 0 });
  }

  #renew(): void {
    // Within a group of batches, what the first ones gave is needed too.
    const isKept = this.#steps.at(-1)!.taken.part.isLast && this.#everything.keep();
    if (isKept) this.#memory = this.#step.memory();
    else if (this.#steps.length < LONGEST && this.#bytes < 4 * MOST_BYTES) return;
    else this.#isLost = true;
    this.#steps = [];
    this.#bytes = 0;
  }

  /**
   * Takes the last steps again and says which of them left the finite numbers, and where; undefined where the trail is
   * lost. Weights and optimizer are those of some step afterwards.
   */
  async divergence(): Promise<Divergence | undefined> {
    if (this.#isLost) return undefined;
    const { engine, parameters } = this.#network;
    const epochs = [...this.#losses];
    const before = engine.backup([...parameters.keys()]);
    const memories: StepMemory[] = [];
    this.#everything.restore();
    this.#step.goOnFrom(this.#memory);
    let found = -1;
    for (const [i, { taken, epochs: done, isReset }] of this.#steps.entries()) {
      if (!before.keep()) break;
      this.#losses.splice(0, this.#losses.length, ...epochs.slice(0, done));
      if (isReset) this.#step.resetStates();
      memories.push(this.#step.memory());
      found = i;
      const value = await this.#step.run(taken.again(), taken.lengths, taken.part);
      if (!Number.isFinite(value)) break;
    }
    this.#losses.splice(0, this.#losses.length, ...epochs);
    if (found < 0) return undefined;
    before.restore();
    return this.#look(found, memories);
  }

  /** Looks at a step, or at the first of those whose gradients it took together that says something. */
  #look(found: number, memories: readonly StepMemory[]): Divergence {
    let first = found;
    while (first > 0 && !this.#steps[first]!.taken.part.isFirst) first--;
    for (let i = first; i <= found; i++) {
      const { taken, epoch, step } = this.#steps[i]!;
      const place = culprit(this.#network, this.#goal, this.#given(taken, memories[i]!));
      if (place !== undefined || i === found) return { epoch, step, examples: taken.examples, ...place };
    }
    throw new Error("no step to look at");
  }

  /** What the step's program is given beside the optimizer's numbers. */
  #given(taken: Taken, memory: StepMemory): Given {
    const { carried } = this.#goal.traced.trace;
    const carry = new Carry();
    carry.goOnFrom(carried, taken.rows, memory.states);
    const states = carry.inputs(carried, taken.rows, "train, batch");
    const key = randomKey(this.#goal.seed ?? 0, memory.draws + 1);
    return { inputs: { ...taken.again(), ...states, [RANDOM_KEY]: key }, lengths: taken.lengths };
  }
}
