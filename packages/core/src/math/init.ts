import { SluiceError } from "../errors.ts";
import { constant, glorot, type Initialiser, normal, orthogonal, uniform } from "./initialisers.ts";

/**
 * The first values of a parameter: a name, a number that every element takes, or a name with its option.
 */
export type Init =
  | number
  | "uniform"
  | "glorot"
  | "orthogonal"
  | "zeros"
  | "ones"
  | { name: "uniform"; bound?: number }
  | { name: "glorot"; gain?: number }
  | { name: "orthogonal"; gain?: number }
  | { name: "zeros" }
  | { name: "ones" }
  | { name: "constant"; value: number }
  | { name: "normal"; std: number };

interface Entry {
  /** The one option that the name takes. */
  option?: "bound" | "gain" | "value" | "std";
  required?: true;
  make(option: number | undefined): Initialiser;
}

const ENTRIES = new Map<string, Entry>([
  ["uniform", { option: "bound", make: uniform }],
  ["glorot", { option: "gain", make: glorot }],
  ["orthogonal", { option: "gain", make: orthogonal }],
  ["zeros", { make: () => constant(0) }],
  ["ones", { make: () => constant(1) }],
  ["constant", { option: "value", required: true, make: (value) => constant(value!) }],
  ["normal", { option: "std", required: true, make: (std) => normal(std!) }],
]);

const KNOWN = [...ENTRIES].map(([name, { option, required }]) =>
  required ? `{ name: "${name}", ${option} }` : `"${name}"`,
);

/**
 * The initialiser that an `Init` stands for.
 *
 * Errors: E_ARGUMENT, with the list of names, for an unknown name, an option that the name does not take or needs, and
 * options that are not finite numbers (bound, gain and std also not negative). `where` opens the message.
 */
export function resolveInit(init: Init, where = "init"): Initialiser {
  if (typeof init === "number") return constant(checkOption(init, "value", where));
  const named: { name: unknown; [option: string]: unknown } =
    typeof init === "object" && init !== null ? init : { name: init };
  const name = named.name;
  const entry = typeof name === "string" ? ENTRIES.get(name) : undefined;
  if (entry === undefined) throw refusal(where, `a number or one of ${KNOWN.join(", ")}`, describe(name));
  const { option, required } = entry;
  for (const key of Object.keys(named)) {
    if (key === "name" || key === option) continue;
    const expected = option === undefined ? `no option for "${name}"` : `only the option ${option} for "${name}"`;
    throw refusal(where, expected, `the option ${key}`);
  }
  const value = option === undefined ? undefined : named[option];
  if (value !== undefined) return entry.make(checkOption(value, option!, where));
  if (required) throw refusal(where, `{ name: "${name}", ${option} } with a number`, `no ${option}`);
  return entry.make(undefined);
}

function checkOption(value: unknown, option: string, where: string): number {
  if (Number.isFinite(value) && (option === "value" || (value as number) >= 0)) return value as number;
  const expected = option === "value" ? "a finite number" : `${option} to be a finite number, 0 or more`;
  throw refusal(where, expected, describe(value));
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "number" || value === undefined ? String(value) : `a value of type ${typeof value}`;
}

function refusal(where: string, expected: string, got: string): SluiceError {
  return new SluiceError("E_ARGUMENT", { where, expected, got });
}
