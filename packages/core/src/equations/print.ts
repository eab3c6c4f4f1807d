import { type Equations, type Expression, type Orientation, parametersOf } from "./expression.ts";
import { FUNCTIONS } from "./functions.ts";
import { showName } from "./names.ts";
import type { Time } from "./tokens.ts";
import { INPUT } from "./vocabulary.ts";

/** How a dialect writes what expressions are made of. */
export interface Notation {
  name(name: string, time: Time): string;
  /** What stands in `x_t[…]`, given a declared name. */
  column(name: string): string;
  function(spelling: string): string;
  power(base: string, exponent: number): string;
  readonly minus: string;
  readonly elementwise: string;
  /** Stands between a matrix and a bracket where the two alone would be a call. */
  readonly apply: string;
}

const PLAIN: Notation = {
  name: showName,
  column: (name) => name,
  function: (spelling) => spelling,
  power: (base, exponent) => `${base}^${exponent}`,
  minus: "−",
  elementwise: "⊙",
  apply: "·",
};

/** How tightly the text of an expression binds. */
const LEVEL = { sum: 0, sign: 1, product: 2, chain: 3, factor: 4 } as const;
type Level = (typeof LEVEL)[keyof typeof LEVEL];

/**
 * The equations as plain text, one a line: reading it gives the same cell.
 *
 * Bound functions, added biases and the parameters of `norm` are written out.
 */
export const printEquations = (equations: Equations): string =>
  sides(equations, PLAIN)
    .map(([left, right]) => `${left} = ${right}`)
    .join("\n");

/** Both sides of every equation in a notation. */
export function sides(equations: Equations, notation: Notation): [left: string, right: string][] {
  const { definitions, orientation, columns } = equations;
  const taken = new Set([...definitions.map(({ name }) => name), ...parametersOf(equations).keys()]);
  return definitions.map(({ name, right }) => [
    notation.name(name, "now"),
    printer(notation, { orientation, columns, taken })(right),
  ]);
}

/** One expression as plain text, for messages. */
export const print = (e: Expression, orientation: Orientation): string =>
  printer(PLAIN, { orientation, columns: undefined, taken: new Set() })(e);

interface Context {
  readonly orientation: Orientation;
  readonly columns: readonly string[] | undefined;
  /** Names of values and parameters, which a function's spelling must not be. */
  readonly taken: ReadonlySet<string>;
}

function printer(notation: Notation, { orientation, columns, taken }: Context): (e: Expression) => string {
  const at = (child: Expression, least: Level): string => {
    const text = show(child);
    return levelOf(child) < least ? `(${text})` : text;
  };
  const list = (children: readonly Expression[]) => children.map((child) => at(child, LEVEL.sum)).join(", ");
  const input = (previous: boolean) => notation.name(INPUT, previous ? "previous" : "now");

  function show(e: Expression): string {
    switch (e.kind) {
      case "number":
        return `${e.value}`;
      case "value":
        return notation.name(e.name, "now");
      case "state":
        return notation.name(e.name, "previous");
      case "input":
        return input(e.previous);
      case "column":
        return `${input(e.previous)}[${columnKey(e.index)}]`;
      case "parameter":
        return notation.name(e.name, "none");
      case "apply":
        return apply(e.matrix, e.vector);
      case "call":
        return `${notation.function(spelling(e.function.name, taken))}(${list(e.arguments)})`;
      case "concat":
        return `[${list(e.parts)}]`;
      case "power":
        return notation.power(e.base.kind === "power" ? `(${show(e.base)})` : at(e.base, LEVEL.factor), e.exponent);
      case "product": {
        const rest = e.rest.map(
          (f) => ` ${f.operator === "/" ? "/" : notation.elementwise} ${at(f.value, LEVEL.factor)}`,
        );
        return `${at(e.first, LEVEL.factor)}${rest.join("")}`;
      }
      case "negative":
        return `${notation.minus}${at(e.value, LEVEL.product)}`;
      case "sum":
        return e.terms
          .map(({ sign, value }, i) => {
            const operator = sign === 1 ? "+" : notation.minus;
            const text = at(value, LEVEL.product);
            if (i > 0) return ` ${operator} ${text}`;
            return sign === 1 ? text : `${operator}${text}`;
          })
          .join("");
    }
  }

  function apply(matrix: string, e: Expression): string {
    const name = notation.name(matrix, "none");
    const vector = at(e, LEVEL.chain);
    if (orientation === "row") return `${vector} ${name}`;
    // A small letter right before a bracket would be read as a function.
    const joint = vector.startsWith("(") && !/^\p{Lu}/u.test(matrix) ? ` ${notation.apply} ` : " ";
    return `${name}${joint}${vector}`;
  }

  /** A column by name where the name can be read back, else by number. */
  function columnKey(index: number): string {
    const name = columns?.[index];
    return name !== undefined && /^[\p{L}_][\p{L}\p{M}\p{Nd}_]*$/u.test(name) ? notation.column(name) : `${index}`;
  }

  return show;
}

/** A function's name, in capitals or by another spelling where a value or parameter has it. */
function spelling(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const others = [...FUNCTIONS].filter(([, f]) => f.name === name).map(([other]) => other);
  const capital = name.replace(/^./u, (letter) => letter.toUpperCase());
  return [...others, capital, name.toUpperCase()].find((candidate) => !taken.has(candidate)) ?? name;
}

function levelOf(e: Expression): Level {
  if (e.kind === "sum") return LEVEL.sum;
  if (e.kind === "negative") return LEVEL.sign;
  if (e.kind === "product") return LEVEL.product;
  return e.kind === "apply" ? LEVEL.chain : LEVEL.factor;
}
