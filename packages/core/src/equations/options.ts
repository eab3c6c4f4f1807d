import { nearest } from "../checks/nearest.ts";
import { SluiceError } from "../errors.ts";
import { type Init, resolveInit } from "../math/init.ts";
import { type CellFunction, FUNCTIONS } from "./functions.ts";
import { lexLatex } from "./lex-latex.ts";
import { readName } from "./lex-name.ts";
import { unbold } from "./names.ts";
import type { Token } from "./tokens.ts";

/** What equations cannot say themselves. Names are written as in the equations, without a time. */
export interface CellOptions {
  /** The input's columns in order: x_t[0] is the first, and x_t[holiday] reads one by name. */
  inputs?: readonly string[];
  /** The value that the cell gives out, where the rule would choose another or cannot choose. */
  output?: string;
  /** Functions for names that the equations leave open, or other ones for known names: `{ f: "tanh" }`. */
  bind?: Readonly<Record<string, string>>;
  /** Sizes that the equations leave open, of values or parameters: `{ O: 2 }`. */
  sizes?: Readonly<Record<string, number>>;
  /** Names that are parameters whatever their form; with shapes [size], [rows, columns] where they are fixed. */
  parameters?: readonly string[] | Readonly<Record<string, readonly number[]>>;
  /** Adds a bias to every gate that has none. */
  bias?: boolean;
  /** First values by parameter: `{ b_f: 1 }`. */
  init?: Readonly<Record<string, Init>>;
}

/** The options of a cell, checked as far as that goes without its equations. */
export interface ReadOptions {
  readonly inputs: readonly string[] | undefined;
  readonly output: string | undefined;
  readonly bind: ReadonlyMap<string, CellFunction>;
  readonly sizes: ReadonlyMap<string, number>;
  readonly parameters: ReadonlyMap<string, readonly number[] | undefined>;
  readonly bias: boolean;
  readonly init: ReadonlyMap<string, Init>;
}

export type OptionName = keyof CellOptions;
const OPTION_NAMES: readonly OptionName[] = ["inputs", "output", "bind", "sizes", "parameters", "bias", "init"];

export function optionError(
  cell: string,
  option: string,
  parts: { expected: string; got: string; hint?: string | undefined },
): SluiceError {
  const { expected, got, hint } = parts;
  return new SluiceError("E_ARGUMENT", {
    where: `cell "${cell}", option ${option}`,
    expected,
    got,
    ...(hint !== undefined && { hint }),
  });
}

/**
 * Reads a cell's options.
 *
 * Errors: E_ARGUMENT for an unknown option, and for a value of the wrong kind.
 */
export function readOptions(cell: string, options: CellOptions): ReadOptions {
  const fail = (option: string, expected: string, got: unknown, hint?: string): never => {
    throw optionError(cell, option, {
      expected,
      got: typeof got === "string" ? got : (JSON.stringify(got) ?? String(got)),
      hint,
    });
  };
  for (const option of Object.keys(options))
    if (!OPTION_NAMES.includes(option as OptionName))
      fail(option, `one of ${OPTION_NAMES.join(", ")}`, option, nearest(option, OPTION_NAMES));
  const { inputs, output, bias = false, parameters = [] } = options;
  const isName = (value: unknown): value is string => typeof value === "string" && value !== "";
  if (inputs !== undefined && !(Array.isArray(inputs) && inputs.length > 0 && inputs.every(isName)))
    fail("inputs", "a list of column names", inputs);
  const twice = inputs?.find((name, i) => inputs.indexOf(name) !== i);
  if (twice !== undefined) fail("inputs", "every column once", `${twice} twice`);
  if (output !== undefined && !isName(output)) fail("output", "the name of a value", output);
  if (typeof bias !== "boolean") fail("bias", "true or false", bias);

  const read = <T, R>(option: OptionName, value: T | undefined, entry: (value: unknown, name: string) => R) => {
    if (value !== undefined && (typeof value !== "object" || value === null || Array.isArray(value)))
      fail(option, "an object by name", value);
    return new Map(
      Object.entries(value ?? {}).map(([name, v]): [string, R] => [canonicalName(cell, option, name), entry(v, name)]),
    );
  };
  const isSize = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;
  const shape = (value: unknown, name: string): readonly number[] =>
    Array.isArray(value) && value.length >= 1 && value.length <= 2 && value.every(isSize)
      ? Object.freeze([...value])
      : fail("parameters", `a shape of ${name}: [size] or [rows, columns]`, value);
  return {
    inputs: inputs && Object.freeze([...inputs]),
    output: output === undefined ? undefined : canonicalName(cell, "output", output),
    bind: read("bind", options.bind, (value, name) => {
      const found = typeof value === "string" ? FUNCTIONS.get(value) : undefined;
      const unary = [...FUNCTIONS].filter(([, f]) => f.arity[0] === 1).map(([spelling]) => spelling);
      if (found !== undefined && found.arity[0] === 1) return found;
      return fail(
        "bind",
        `a function of one value for ${name}: ${unary.join(", ")}`,
        value,
        nearest(`${value}`, unary),
      );
    }),
    sizes: read("sizes", options.sizes, (value, name) =>
      isSize(value) ? value : fail("sizes", `a size of ${name}, 1 or more`, value),
    ),
    parameters: Array.isArray(parameters)
      ? new Map(
          parameters.map((name: unknown): [string, undefined] => [
            canonicalName(cell, "parameters", isName(name) ? name : fail("parameters", "names of parameters", name)),
            undefined,
          ]),
        )
      : read("parameters", parameters, shape),
    bias,
    init: read("init", options.init, (value, name) => {
      resolveInit(value as Init, `cell "${cell}", option init, ${name}`);
      return value as Init;
    }),
  };
}

/** A name as the equations would read it. */
function canonicalName(cell: string, option: string, text: string): string {
  const source = { name: cell, text };
  try {
    const read = text.includes("\\") ? lexLatex(source).filter(isOfName) : readName(source, 0);
    const [token, ...rest] = read;
    if (token?.kind === "name" && token.raw === text.trim() && rest.length === 0) return unbold(token.name);
  } catch {
    // Whatever is wrong with the name, the message below says it better than one about equations.
  }
  throw optionError(cell, option, { expected: "a name as in the equations, such as b_f", got: JSON.stringify(text) });
}

const isOfName = ({ kind }: Token) => kind !== "newline" && kind !== "end";
