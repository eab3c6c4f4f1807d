import { SluiceError } from "../errors.ts";

/**
 * Reads the tokens of a JSON text one by one, so that a header is accepted only in the form it must have: no value is built that
 * the caller did not ask for, whatever the text nests or repeats.
 *
 * Errors: E_FORMAT with the place in the text.
 */
export class Scanner {
  readonly #text: string;
  readonly #where: string;
  #at = 0;

  constructor(text: string, where: string) {
    this.#text = text;
    this.#where = where;
  }

  /** Takes the character if it comes next. */
  accept(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  expect(character: string): void {
    if (!this.accept(character)) throw this.error(`"${character}"`);
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.error("the end of the header");
  }

  string(what: string): string {
    this.#skipSpace();
    const start = this.#at;
    if (this.#text[start] !== '"') throw this.error(what);
    let end = this.#text.indexOf('"', start + 1);
    while (end !== -1 && this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    if (end === -1) throw this.error(`${what} with a closing quote`);
    try {
      const value = JSON.parse(this.#text.slice(start, end + 1)) as string;
      this.#at = end + 1;
      return value;
    } catch {
      throw this.error(`${what} in valid JSON`);
    }
  }

  /** A whole number from 0 to 2^53 − 1, without sign, fraction or exponent. */
  integer(what: string): number {
    this.#skipSpace();
    const digits = /^(?:0|[1-9][0-9]{0,15})(?![0-9.eE])/.exec(this.#text.slice(this.#at, this.#at + 20))?.[0];
    const value = Number(digits);
    if (digits === undefined || !Number.isSafeInteger(value)) throw this.error(`${what}, a whole number below 2^53`);
    this.#at += digits.length;
    return value;
  }

  /** [1, 2, …] of at most `limit` whole numbers. */
  integers(what: string, limit: number): number[] {
    const values: number[] = [];
    this.expect("[");
    if (this.accept("]")) return values;
    do {
      if (values.length === limit) throw this.error(`${what} of at most ${limit} numbers`);
      values.push(this.integer(what));
    } while (this.accept(","));
    this.expect("]");
    return values;
  }

  /** { "key": … } with each key once and at most `limit` of them; `member` reads the value. */
  object(what: string, limit: number, member: (key: string) => void): void {
    const seen = new Set<string>();
    this.expect("{");
    if (this.accept("}")) return;
    do {
      const key = this.string(`a key of ${what}`);
      if (seen.has(key)) throw this.error(`each key of ${what} once`, `${quote(key)} again`);
      if (seen.size === limit) throw this.error(`at most ${limit} keys in ${what}`, "more");
      seen.add(key);
      this.expect(":");
      member(key);
    } while (this.accept(","));
    this.expect("}");
  }

  error(expected: string, got?: string): SluiceError {
    const next = this.#text.slice(this.#at, this.#at + 20);
    return new SluiceError("E_FORMAT", {
      where: `${this.#where}, header, character ${this.#at + 1}`,
      expected,
      got: got ?? (next === "" ? "the end of the header" : quote(next)),
    });
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #isEscaped(quoteAt: number): boolean {
    let backslashes = 0;
    while (this.#text[quoteAt - 1 - backslashes] === "\\") backslashes += 1;
    return backslashes % 2 === 1;
  }
}

/** Shows a text from a file, shortened, with its control characters escaped. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
