/** How far a fit has come. */
export interface FitProgress {
  /** What is being done: "anchors", "trust" or "training". */
  readonly stage: string;
  /** Of the whole fit, 0 to 1; never falls. */
  readonly fraction: number;
  /** What of it a checkpoint brought, 0 without one: the rest of `fraction` is the work of this run. */
  readonly before: number;
  /** Steps of training that this run has done, of all networks together. */
  readonly steps: number;
  /** Mean loss of the epoch so far, in units of the anchor's error; NaN before the first. */
  readonly loss: number;
  /** Epochs that this network has done. */
  readonly epoch: number;
  readonly epochs: number;
  /** 1-based; 0 before the first. */
  readonly member: number;
  readonly members: number;
}

/** The share of a fit that finding the anchors is counted as. */
const ANCHORS = 0.05;

/** Counts the work of a fit. */
export class Work {
  readonly #tell: ((progress: FitProgress) => void) | undefined;
  readonly #members: number;
  #epochs = 0;
  #networks = 1;
  #networksDone = 0;
  #fraction = 0;
  #before = 0;
  #steps = 0;
  /** Of the networks that are done. */
  #stepsDone = 0;
  /** Where the work planned last began. */
  #start = ANCHORS;

  constructor(tell: ((progress: FitProgress) => void) | undefined, members: number) {
    this.#tell = tell;
    this.#members = members;
  }

  /** A share of the series has its anchor. */
  anchors(share: number): void {
    this.#report("anchors", { fraction: ANCHORS * share, loss: Number.NaN, epoch: 0, member: 0 });
  }

  /** Networks that are still to be trained, those that only measure trust included. */
  plan({ epochs, networks }: { epochs: number; networks: number }): void {
    this.#epochs = epochs;
    this.#networks = networks;
    this.#networksDone = 0;
    this.#start = Math.max(ANCHORS, this.#fraction);
  }

  /** A network has done `epoch` epochs, the last one perhaps in part, and in this run `steps` steps. */
  epoch(stage: "trust" | "training", at: { epoch: number; steps: number; loss: number; member: number }): void {
    const { epoch, steps, loss, member } = at;
    this.#steps = this.#stepsDone + steps;
    this.#report(stage, { fraction: this.#reached(epoch), loss, epoch: Math.floor(epoch), member });
  }

  /** So many epochs of a network come from a checkpoint. */
  restored(stage: "trust" | "training", { epoch, member }: { epoch: number; member: number }): void {
    this.#before = Math.max(this.#fraction, this.#reached(epoch));
    this.#report(stage, { fraction: this.#before, loss: Number.NaN, epoch: Math.floor(epoch), member });
  }

  networkDone(): void {
    this.#networksDone++;
    this.#stepsDone = this.#steps;
  }

  /** All is done, whether or not there was anything to learn. */
  finished(): void {
    if (this.#fraction < 1)
      this.#report("training", { fraction: 1, loss: Number.NaN, epoch: this.#epochs, member: this.#members });
  }

  #reached(epoch: number): number {
    const share = (this.#networksDone + epoch / this.#epochs) / this.#networks;
    return this.#start + (1 - this.#start) * share;
  }

  #report(stage: string, at: { fraction: number; loss: number; epoch: number; member: number }): void {
    this.#fraction = Math.min(1, Math.max(this.#fraction, at.fraction));
    this.#tell?.({
      stage,
      ...at,
      fraction: this.#fraction,
      before: this.#before,
      steps: this.#steps,
      epochs: this.#epochs,
      members: this.#members,
    });
  }
}
