import type { FitProgress } from "@sluice/forecast";

/** How the networks of a fit learned, on average: after epoch 1, 2, 3 … */
export interface LearningCurve {
  /** Of the epoch, in units of the anchor's error. */
  readonly loss: readonly number[];
  /** That one network had learned for, compiling included. */
  readonly seconds: readonly number[];
}

/** Follows the progress of a fit. `now` gives milliseconds. */
export class CurveOfFit {
  readonly #now: () => number;
  readonly #members = new Map<number, { since: number; loss: number[]; seconds: number[] }>();
  #last: number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#last = now();
  }

  see({ stage, member, epoch, loss }: Pick<FitProgress, "stage" | "member" | "epoch" | "loss">): void {
    const before = this.#last;
    this.#last = this.#now();
    if (stage !== "training" || !Number.isFinite(loss)) return;
    const one = this.#members.get(member) ?? { since: before, loss: [], seconds: [] };
    this.#members.set(member, one);
    // The first time that an epoch counts as done is at its end; what is told later is of the next.
    if (epoch !== one.loss.length + 1) return;
    one.loss.push(loss);
    one.seconds.push((this.#last - one.since) / 1000);
  }

  curve(): LearningCurve {
    const all = [...this.#members.values()];
    const epochs = Math.min(...all.map(({ loss }) => loss.length));
    const mean = (of: "loss" | "seconds") =>
      Array.from(
        { length: all.length === 0 ? 0 : epochs },
        (_, i) => all.reduce((sum, one) => sum + one[of][i]!, 0) / all.length,
      );
    return { loss: mean("loss"), seconds: mean("seconds") };
  }
}
