import type { SluiceError } from "../../errors.ts";
import type { Network } from "../../layers/network.ts";
import type { Backup } from "../../program.ts";
import type { Feed, Taken } from "../feed/feed.ts";
import type { Looked } from "../measure/evaluating.ts";
import type { Objective } from "../measure/objective.ts";
import type { Position } from "../position.ts";
import type { Step } from "../step/step.ts";
import { culprit } from "./culprit.ts";
import { diverged } from "./diverged.ts";
import { type Divergence, Trail } from "./trail.ts";

/** What ends a training whose numbers are no longer finite: finds out where that began, and puts back the last good weights. */
export class DivergenceWatch {
  readonly #network: Network;
  readonly #goal: Objective;
  readonly #weights: Backup;
  readonly #feed: Feed;
  readonly #isClipped: boolean;
  readonly #trail: Trail;

  constructor(
    network: Network,
    goal: Objective,
    training: { step: Step; losses: number[]; weights: Backup; feed: Feed; isClipped: boolean },
  ) {
    this.#network = network;
    this.#goal = goal;
    this.#weights = training.weights;
    this.#feed = training.feed;
    this.#isClipped = training.isClipped;
    this.#trail = new Trail(network, goal, training.step, training.losses);
  }

  /** Notes a step before it is taken. */
  note(at: Pick<Position, "epoch" | "step">, taken: Taken): void {
    this.#trail.add(at, taken);
  }

  /** The error of a step whose loss is not finite. */
  atLoss({ epoch, step }: Position, loss: number, { examples }: Taken): Promise<SluiceError> {
    return this.#after({ epoch, step, examples }, { expected: "a finite loss", got: loss });
  }

  /** The error of an epoch after which a weight is not finite. */
  atWeights({ epoch, step }: Position): Promise<SluiceError> {
    return this.#after({ epoch, step: step - 1, examples: this.#goal }, { expected: "finite weights", got: "others" });
  }

  async #after(
    noticed: Pick<Taken, "examples"> & { epoch: number; step: number },
    parts: { expected: string; got: number | string },
  ): Promise<SluiceError> {
    const found = await this.#trail.divergence();
    this.#weights.restore();
    const { epoch, step, examples, place, got }: Divergence = found ?? noticed;
    const { steps } = this.#feed;
    const total = steps === undefined ? "" : `${epoch * steps + step + 1} `;
    const within = `epoch ${epoch}, step ${step + 1}${steps === undefined ? "" : ` of ${steps}`}`;
    const when = steps === undefined ? within : `step ${total}(${within})`;
    return diverged(when, { ...parts, place, got: got ?? parts.got }, { examples, isClipped: this.#isClipped });
  }

  /** The error of a validation whose loss is not finite. */
  atValidation(epoch: number, looked: Looked, goal: Objective): SluiceError {
    const found = culprit(this.#network, goal, looked);
    this.#weights.restore();
    const parts = { expected: "a finite loss", got: found?.got ?? looked.loss, place: found?.place };
    return diverged(`validation after epoch ${epoch}`, parts, {
      examples: looked.examples,
      isClipped: this.#isClipped,
    });
  }
}
