import { SluiceError } from "@sluice/core";

/** Reads the fields of a JSON object from a file, which may come from anywhere. Errors: E_FORMAT, naming the field. */
export class Fields {
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #where: string;

  constructor(json: unknown, where: string) {
    if (typeof json !== "object" || json === null || Array.isArray(json)) throw wrong(where, "an object", json);
    this.#fields = new Map(Object.entries(json));
    this.#where = where;
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }

  value(name: string): unknown {
    return this.#fields.get(name);
  }

  fields(name: string): Fields {
    return new Fields(this.value(name), `${this.#where}, ${name}`);
  }

  /** All fields, where they are texts. */
  record(): Record<string, string> {
    return Object.fromEntries([...this.#fields.keys()].map((name) => [name, this.text(name)]));
  }

  list(name: string): Fields[] {
    return this.#array(name).map((item, i) => new Fields(item, `${this.#where}, ${name} ${i + 1}`));
  }

  texts(name: string): string[] {
    return this.#array(name).map((item) => {
      if (typeof item === "string") return item;
      throw this.#wrong(name, "texts", item);
    });
  }

  text(name: string): string {
    const value = this.value(name);
    if (typeof value === "string") return value;
    throw this.#wrong(name, "a text", value);
  }

  optionalText(name: string): string | undefined {
    return this.value(name) === null || !this.has(name) ? undefined : this.text(name);
  }

  choice<const Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const found = choices.find((choice) => choice === this.value(name));
    if (found !== undefined) return found;
    throw this.#wrong(name, choices.join(" or "), this.value(name));
  }

  flag(name: string): boolean {
    const value = this.value(name);
    if (typeof value === "boolean") return value;
    throw this.#wrong(name, "true or false", value);
  }

  number(name: string, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): number {
    const value = this.value(name);
    if (typeof value === "number" && Number.isFinite(value) && value >= least && value <= most) return value;
    throw this.#wrong(name, `a number from ${least} to ${most}`, value);
  }

  integer(name: string, least = 0, most = 2 ** 31 - 1): number {
    const value = this.number(name, least, most);
    if (Number.isInteger(value)) return value;
    throw this.#wrong(name, `a whole number from ${least} to ${most}`, value);
  }

  #array(name: string): unknown[] {
    const value = this.value(name);
    if (Array.isArray(value)) return value;
    throw this.#wrong(name, "a list", value);
  }

  #wrong(name: string, expected: string, got: unknown): SluiceError {
    return wrong(`${this.#where}, ${name}`, expected, got);
  }
}

function wrong(where: string, expected: string, got: unknown): SluiceError {
  const shown = JSON.stringify(got)?.slice(0, 60) ?? "nothing";
  return new SluiceError("E_FORMAT", { where, expected, got: shown });
}
