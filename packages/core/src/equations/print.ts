import type { Equations, Expression, Orientation } from "./expression.ts";
import { showName } from "./names.ts";
import { INPUT } from "./vocabulary.ts";

/** How tightly the text of an expression binds. */
const LEVEL = { sum: 0, sign: 1, product: 2, chain: 3, factor: 4 } as const;
type Level = (typeof LEVEL)[keyof typeof LEVEL];

/**
 * The equations as plain text, one a line: reading it gives the same cell.
 *
 * Bound functions, added biases and the parameters of `norm` are written out.
 */
export const printEquations = ({ definitions, orientation, columns }: Equations): string =>
  definitions.map(({ name, right }) => `${showName(name, "now")} = ${print(right, orientation, columns)}`).join("\n");

/** One expression as plain text. */
export function print(e: Expression, orientation: Orientation, columns?: readonly string[]): string {
  const at = (child: Expression, least: Level): string => {
    const text = show(child);
    return levelOf(child) < least ? `(${text})` : text;
  };
  const list = (children: readonly Expression[]) => children.map((child) => at(child, LEVEL.sum)).join(", ");

  function show(e: Expression): string {
    switch (e.kind) {
      case "number":
        return `${e.value}`;
      case "value":
        return showName(e.name, "now");
      case "state":
        return showName(e.name, "previous");
      case "input":
        return showName(INPUT, e.previous ? "previous" : "now");
      case "column":
        return `${showName(INPUT, e.previous ? "previous" : "now")}[${columnKey(columns, e.index)}]`;
      case "parameter":
        return e.name;
      case "apply":
        return apply(e.matrix, at(e.vector, LEVEL.factor));
      case "call":
        return `${e.function.name}(${list(e.arguments)})`;
      case "concat":
        return `[${list(e.parts)}]`;
      case "power":
        return `${e.base.kind === "power" ? `(${show(e.base)})` : at(e.base, LEVEL.factor)}^${e.exponent}`;
      case "product":
        return `${at(e.first, LEVEL.factor)}${e.rest.map((f) => ` ${f.operator} ${at(f.value, LEVEL.factor)}`).join("")}`;
      case "negative":
        return `−${at(e.value, LEVEL.product)}`;
      case "sum":
        return e.terms
          .map(({ sign, value }, i) => {
            const operator = sign === 1 ? "+" : "−";
            const text = at(value, LEVEL.product);
            if (i > 0) return ` ${operator} ${text}`;
            return sign === 1 ? text : `${operator}${text}`;
          })
          .join("");
    }
  }

  function apply(matrix: string, vector: string): string {
    if (orientation === "row") return `${vector} ${matrix}`;
    // A small letter right before a bracket would be read as a function.
    const joint = vector.startsWith("(") && !/^\p{Lu}/u.test(matrix) ? " · " : " ";
    return `${matrix}${joint}${vector}`;
  }

  return show(e);
}

function levelOf(e: Expression): Level {
  if (e.kind === "sum") return LEVEL.sum;
  if (e.kind === "negative") return LEVEL.sign;
  if (e.kind === "product") return LEVEL.product;
  return e.kind === "apply" ? LEVEL.chain : LEVEL.factor;
}

/** A column by name where the name can be read back, else by number. */
function columnKey(columns: readonly string[] | undefined, index: number): string {
  const name = columns?.[index];
  return name !== undefined && /^[\p{L}_][\p{L}\p{M}\p{Nd}_]*$/u.test(name) ? name : `${index}`;
}
