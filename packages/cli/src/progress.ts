import type { Terminal } from "./terminal.ts";

/** What is shown of a fit. */
export interface Shown {
  /** Of the work done, 0 to 1. */
  readonly fraction: number;
  /** What of it was done before, by a fit that this one goes on from; 0 unless told. */
  readonly before?: number;
  /** Of the epoch so far; NaN before the first. */
  readonly loss: number;
  /** Steps of training that were done since the stage began. */
  readonly steps: number;
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
const BARS = [24, 10];

/**
 * Starts a stage. `now` gives milliseconds.
 *
 *   time left = time so far · (1 − fraction) / (fraction − before)      steps a second = steps / time since the first
 */
export function startStage(name: string, terminal: Terminal, now: () => number = () => performance.now()): Stage {
  const started = now();
  const every = terminal.status === undefined ? LINE_EVERY_MS : BAR_EVERY_MS;
  let told = terminal.status === undefined ? started : Number.NEGATIVE_INFINITY;
  let loss = Number.NaN;
  // What comes before the first step, such as compiling, says nothing about their pace.
  let first: { ms: number; steps: number } | undefined;

  const parts = ({ fraction, before = 0, steps }: Shown): Parts => {
    const left = ((now() - started) / 1000) * ((1 - fraction) / (fraction - before));
    const pace = first === undefined ? Number.NaN : (1000 * (steps - first.steps)) / (now() - first.ms);
    return {
      share: `${Math.floor(100 * fraction)} %`,
      loss: Number.isFinite(loss) ? `loss ${brief(loss)}` : "",
      pace: pace > 0 && Number.isFinite(pace) ? `${perSecond(pace)} steps/s` : "",
      // The first hundredth is warming up, which says nothing about the rest.
      left: fraction - before >= 0.01 && Number.isFinite(left) ? `${duration(left)} left` : "",
    };
  };
  return {
    show(progress) {
      loss = progress.loss;
      if (first === undefined && progress.steps > 0) first = { ms: now(), steps: progress.steps };
      if (now() - told < every) return;
      told = now();
      const fraction = Math.min(1, Math.max(0, progress.fraction));
      const shown = parts({ ...progress, fraction });
      if (terminal.status === undefined) terminal.say(`${name}: ${joined(shown, ALL)}`);
      else terminal.status(fitted(name, fraction, shown, terminal));
    },
    end(outcome) {
      terminal.status?.("");
      if (outcome === "failed") return;
      const last = Number.isFinite(loss) ? `, loss ${brief(loss)}` : "";
      terminal.say(`${name}: done in ${duration((now() - started) / 1000)}${last}`);
    },
  };
}

interface Parts {
  readonly share: string;
  readonly loss: string;
  readonly pace: string;
  readonly left: string;
}

const ALL = ["share", "loss", "pace", "left"] as const;
/** What a narrow terminal shows, the most that fits: what people wait for goes last. */
const LESS: readonly (readonly (keyof Parts)[])[] = [ALL, ["share", "loss", "left"], ["share", "left"], ["share"]];

const joined = (parts: Parts, names: readonly (keyof Parts)[]): string =>
  names
    .map((name) => parts[name])
    .filter((text) => text !== "")
    .join("  ");

/**
 * Name, bar and numbers in one line that never breaks. A narrow terminal gets a short bar, a short name, then neither, then
 * fewer numbers.
 */
function fitted(name: string, fraction: number, parts: Parts, terminal: Terminal): string {
  const room = terminal.width - 1;
  const all = joined({ ...parts, share: parts.share.padStart(5) }, ALL);
  for (const called of [name, name.replace(/ .*/, "…")])
    for (const bar of BARS) {
      if (called.length + bar + all.length + 3 > room) continue;
      const done = Math.round(bar * fraction);
      const drawn = terminal.style("green", "━".repeat(done)) + terminal.style("dim", "─".repeat(bar - done));
      return `${called}  ${drawn} ${all}`;
    }
  const fits = LESS.map((names) => joined(parts, names));
  return fits.find((text) => text.length <= room) ?? "";
}

const brief = (loss: number): string =>
  loss !== 0 && Math.abs(loss) < 1e-3 ? loss.toExponential(2) : loss.toPrecision(3);

/** "0.04", "8.2", "120", "1,240". */
const perSecond = (pace: number): string =>
  pace < 9.95 ? pace.toPrecision(2) : Math.round(pace).toLocaleString("en-US");

/** "0.4 s", "12 s", "3 min 20 s", "1 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
