import { nearest } from "../checks/nearest.ts";
import { SluiceError } from "../errors.ts";
import { complete } from "./complete.ts";
import { lex } from "./dialect.ts";
import { type Definition, type Equations, parametersOf, parts } from "./expression.ts";
import { checkLimits } from "./limits.ts";
import { lookup } from "./lookup.ts";
import { unbold } from "./names.ts";
import { type CellOptions, type OptionName, optionError, type ReadOptions, readOptions } from "./options.ts";
import { ordered } from "./order.ts";
import { outputOf, statesOf } from "./output.ts";
import { LIMITS, parse } from "./parse.ts";
import { printEquations } from "./print.ts";
import { resolve, type Sentence } from "./resolve.ts";
import { inferSizes, type Sizes } from "./sizes.ts";
import { equationError, type Source } from "./source.ts";
import { type Statement, statements } from "./statements.ts";
import { definedNames, functionOf, INPUT, isInput, type Vocabulary } from "./vocabulary.ts";

/** All that a cell's text and options say. */
export interface Reading {
  readonly equations: Equations;
  /** The equations in plain text. */
  readonly printed: string;
  readonly inOrder: readonly Definition[];
  readonly sizes: Sizes;
  readonly output: string;
  /** The output's state first; the input last, where a step reads the one before. */
  readonly states: readonly string[];
  readonly init: ReadonlyMap<string, unknown>;
  readonly inputs: readonly string[] | undefined;
  readonly notices: readonly string[];
}

/**
 * Text → tokens → equations → names → sizes, each in a file of its own. Never evaluates code.
 *
 * Errors: E_EQUATION for the text, E_ARGUMENT for the options.
 */
export function read(name: string, text: string, given: CellOptions): Reading {
  if (typeof name !== "string" || name === "" || typeof text !== "string")
    throw new SluiceError("E_ARGUMENT", {
      where: "cell",
      expected: "a name and equations as text",
      got: `${typeof name} and ${typeof text}`,
    });
  const options = readOptions(name, given);
  const source: Source = { name, text };
  checkLength(source);
  const found = definedPlain(statements(source, lex(source, options.bind.keys())));
  const vocabulary: Vocabulary = {
    source,
    values: definedNames(source, found),
    declared: options.parameters,
    bound: options.bind,
    columns: options.inputs,
    called: new Set(),
  };
  const budget = { nodes: 0 };
  const names = {
    functionOf: functionOf.bind(undefined, vocabulary),
    hasColumns: (token: { name: string }) => isInput(vocabulary, token.name),
  };
  const sentences = found.map(
    (statement): Sentence => ({
      name: statement.left.name,
      at: statement.left,
      right: parse(source, statement, names, budget),
    }),
  );
  const looked = lookup(vocabulary);
  const { equations, init } = complete(resolve(vocabulary, looked, sentences), options.bias);
  checkNames(source, equations, options, vocabulary.called);
  const printed = printEquations(equations);
  checkLimits(source, equations, printed);
  const inOrder = ordered(source, equations.definitions);
  const output = outputOf(source, equations.definitions, options.output);
  return {
    equations,
    printed,
    inOrder,
    sizes: inferSizes(source, equations, inOrder, { sizes: options.sizes, declared: options.parameters }),
    output,
    states: states(equations, output),
    init: new Map([...init, ...options.init]),
    inputs: options.inputs,
    notices: looked.notices(),
  };
}

/** A value that is defined in bold alone, and used otherwise, has the plain name: what is printed is then read as the same. */
function definedPlain(found: readonly Statement[]): Statement[] {
  const defined = new Set(found.map(({ left }) => left.name));
  return found.map((statement) => {
    const name = unbold(statement.left.name);
    return defined.has(name) ? statement : { ...statement, left: { ...statement.left, name } };
  });
}

function checkLength(source: Source): void {
  const { text } = source;
  const bytes = text.length > LIMITS.bytes ? text.length : new TextEncoder().encode(text).length;
  if (bytes > LIMITS.bytes)
    throw equationError(
      { ...source, text: "" },
      { start: 0, end: 0 },
      {
        expected: "at most 64 KiB of text",
        got: `${Math.ceil(bytes / 1024)} KiB`,
      },
    );
}

function states({ definitions }: Equations, output: string): string[] {
  const own = statesOf(definitions);
  const readsPrevious = definitions.some(({ right }) =>
    parts(right).some((e) => (e.kind === "input" || e.kind === "column") && e.previous),
  );
  const first = own.filter((name) => name === output);
  return [...first, ...own.filter((name) => name !== output), ...(readsPrevious ? [INPUT] : [])];
}

/** Every name in the options must occur in the equations. */
function checkNames(source: Source, equations: Equations, options: ReadOptions, called: ReadonlySet<string>): void {
  const parameters = parametersOf(equations);
  const values = equations.definitions.map((definition) => definition.name);
  const require = (option: OptionName, name: string, known: readonly string[], what: string) => {
    if (known.includes(name)) return;
    const got = values.includes(name) ? `${name}, which an equation defines` : name;
    const expected =
      known.length === 0
        ? `no names, as the equations have no ${what}`
        : `a ${what} of the equations: ${known.join(", ")}`;
    throw optionError(source.name, option, { expected, got, hint: nearest(name, known) });
  };
  for (const name of options.bind.keys()) require("bind", name, [...called], "function to bind");
  for (const name of options.parameters.keys()) require("parameters", name, [...parameters.keys()], "parameter");
  for (const name of options.init.keys()) require("init", name, [...parameters.keys()], "parameter");
  for (const name of options.sizes.keys()) {
    require("sizes", name, [...values, ...parameters.keys()], "value or parameter");
    const shape = options.parameters.get(name);
    if (shape !== undefined)
      throw optionError(source.name, "sizes", {
        expected: `one size of ${name}`,
        got: `${options.sizes.get(name)} beside parameters: { ${name}: [${shape.join(", ")}] }`,
      });
  }
  const count = parameters.get("count");
  if (count !== undefined)
    throw equationError(source, count.at, {
      expected: "another name for this parameter",
      got: "count, which stands for the number of all parameters",
    });
}
