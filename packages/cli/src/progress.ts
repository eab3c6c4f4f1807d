import type { Terminal } from "./terminal.ts";

/** What is shown of a fit: `fraction` of the work done, 0 to 1, and the loss of the last epoch. */
export interface Shown {
  readonly fraction: number;
  readonly loss: number;
}

/** One stage of work on the terminal: a bar, or a line now and then where standard error is no terminal. */
export interface Stage {
  show(progress: Shown): void;
  /** Takes the bar away and says how it went, or nothing when the work failed. */
  end(outcome: "done" | "failed"): void;
}

/** Does work as a stage, with a bar while it lasts. */
export async function staged<Result>(
  name: string,
  terminal: Terminal,
  work: (show: (progress: Shown) => void) => Promise<Result>,
): Promise<Result> {
  const stage = startStage(name, terminal);
  let outcome: "done" | "failed" = "failed";
  try {
    const result = await work((progress) => stage.show(progress));
    outcome = "done";
    return result;
  } finally {
    stage.end(outcome);
  }
}

const BAR_EVERY_MS = 80;
const LINE_EVERY_MS = 10_000;
const BAR = 24;

/**
 * Starts a stage. `now` gives milliseconds.
 *
 *   time left = time so far · (1 − fraction) / fraction
 */
export function startStage(name: string, terminal: Terminal, now: () => number = () => performance.now()): Stage {
  const started = now();
  const every = terminal.status === undefined ? LINE_EVERY_MS : BAR_EVERY_MS;
  let told = terminal.status === undefined ? started : Number.NEGATIVE_INFINITY;
  let loss = Number.NaN;

  const parts = ({ fraction }: Shown) => {
    const left = ((now() - started) / 1000) * (1 / fraction - 1);
    return [
      `${Math.floor(100 * fraction)} %`.padStart(5),
      ...(Number.isFinite(loss) ? [`loss ${brief(loss)}`] : []),
      // The first hundredth is compiling and warming up, which says nothing about the rest.
      ...(fraction >= 0.01 && Number.isFinite(left) ? [`${duration(left)} left`] : []),
    ].join("  ");
  };
  return {
    show(progress) {
      loss = progress.loss;
      if (now() - told < every) return;
      told = now();
      const fraction = Math.min(1, Math.max(0, progress.fraction));
      const text = parts({ ...progress, fraction });
      if (terminal.status === undefined) terminal.say(`${name}: ${text.trimStart()}`);
      else terminal.status(fitted(name, fraction, text, terminal));
    },
    end(outcome) {
      terminal.status?.("");
      if (outcome === "failed") return;
      const last = Number.isFinite(loss) ? `, loss ${brief(loss)}` : "";
      terminal.say(`${name}: done in ${duration((now() - started) / 1000)}${last}`);
    },
  };
}

/** Name, bar and numbers in one line that never breaks; a narrow terminal gets no bar, then no name. */
function fitted(name: string, fraction: number, text: string, terminal: Terminal): string {
  const done = Math.round(BAR * fraction);
  const room = terminal.width - 1;
  const bar = terminal.style("green", "━".repeat(done)) + terminal.style("dim", "─".repeat(BAR - done));
  if (name.length + BAR + text.length + 3 <= room) return `${name}  ${bar} ${text}`;
  if (name.length + text.length + 1 <= room) return `${name} ${text}`;
  return text.trimStart().slice(0, Math.max(0, room));
}

const brief = (loss: number): string =>
  loss !== 0 && Math.abs(loss) < 1e-3 ? loss.toExponential(2) : loss.toPrecision(3);

/** "0.4 s", "12 s", "3 min 20 s", "1 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
