import { canonical, readScript, splitRun, withLabel } from "./names.ts";
import { type At, equationError, excerpt, type Source } from "./source.ts";
import type { Time, Token } from "./tokens.ts";

export const LONGEST = 64;

/**
 * A name as its letters, accents and scripts are read one after the other.
 *
 * Errors: E_EQUATION for scripts that are no label, time or power.
 */
export class NameBuilder {
  name = "";
  time: Time = "none";
  /** The power that a raised digit gives. */
  power: Token | undefined;
  transposed = false;
  readonly #source: Source;
  readonly #start: number;

  constructor(source: Source, start: number) {
    this.#source = source;
    this.#start = start;
  }

  /** Adds letters, digits and underscores, as far as they go together; `_t` among them is time. */
  addRun(run: string, at: At): void {
    const split = splitRun(this.name + run);
    if (split.now) this.#setTime("now", at);
    this.name = split.name;
  }

  /** Adds what stands between the braces of one script. */
  addScripts(content: string, raised: boolean, at: At): void {
    for (const part of content.split(/[,_]/)) {
      const script = readScript(part, raised);
      if (script.kind === "time") {
        this.#setTime(script.time, at);
        if (script.primed) this.name += "′";
      } else if (script.kind === "label") this.name = withLabel(this.name, script.label);
      else if (script.kind === "transposed") this.transposed = true;
      else if (script.kind === "power") this.power = powerToken(this.#source, script.exponent, at);
      else throw refusedScript(this.#source, at, { part, lag: script.kind === "lag", of: this.name });
    }
  }

  /** Puts a combining mark on the first letter. */
  addAccent(mark: string): void {
    this.name = canonical(this.name.replace(/^_*\P{M}\p{M}*/u, `$&${mark}`));
  }

  /** Puts a combining mark on the last letter. */
  addLastAccent(mark: string): void {
    this.name = canonical(this.name + mark);
  }

  /** Puts primes behind the letters that stand before all scripts. */
  addPrimes(primes: string): void {
    this.name = canonical(this.name.replace(/^_*[^_]*/u, `$&${primes}`));
  }

  /** Errors: E_EQUATION for a name of more than 64 characters, or written with more than `longest`. */
  checkLength({ start, end }: At, longest: number): void {
    const [most, got] = this.name.length > LONGEST ? [LONGEST, this.name.length] : [longest, end - start];
    if (got <= most) return;
    const expected = `a name of at most ${most} characters`;
    throw equationError(this.#source, { start, end }, { expected, got: `${got}` });
  }

  /** The name read so far, and its power where it has one. */
  tokens(at: At): Token[] {
    const { name, time, power, transposed } = this;
    const raw = this.#source.text.slice(at.start, at.end);
    const token: Token = { kind: "name", name, time, raw, ...(transposed && { transposed }), ...at };
    return power === undefined ? [token] : [token, power];
  }

  #setTime(read: Time, { start, end }: At): void {
    if (this.time !== "none" && this.time !== read) {
      const got = `both t and t-1 in ${excerpt(this.#source.text.slice(this.#start, end))}`;
      throw equationError(this.#source, { start, end }, { expected: "one time in a name", got });
    }
    this.time = read;
  }
}

export function powerToken(source: Source, exponent: number, { start, end }: At): Token {
  if (exponent >= 1 && exponent <= 9) return { kind: "power", exponent, start, end };
  throw equationError(source, { start, end }, { expected: "a power from 1 to 9", got: `${exponent}` });
}

function refusedScript(source: Source, at: At, { part, lag, of }: { part: string; lag: boolean; of: string }) {
  const shown = excerpt(part.trim()) || "nothing";
  if (lag)
    return equationError(source, at, {
      expected: "t or t-1 as time",
      got: shown,
      hint: "carrying the value one step further in a state of its own: with p_t = h_{t-1}, p_{t-1} is h two steps back",
    });
  const hint = of === "e" ? "exp(…) for a power of e" : undefined;
  return equationError(source, at, { expected: "a script of t, t-1, letters and digits", got: shown, hint });
}
