import type { Reading } from "../read.ts";
import { formulaOf } from "./formula.ts";
import { wireFormulas } from "./wire-formulas.ts";
import type { CellWiring } from "./wiring.ts";

/** The nodes and wires of a cell that was read from equations. */
export function wireReading(name: string, reading: Reading): CellWiring {
  const { equations, printed, inOrder, states, output, inputs } = reading;
  const lines = printed.split("\n");
  const lineOf = new Map(equations.definitions.map((definition, i) => [definition.name, lines[i]!]));
  const definitions = inOrder.map((definition) => ({
    name: definition.name,
    right: formulaOf(definition.right),
    equation: lineOf.get(definition.name)!,
  }));
  return wireFormulas({ name, definitions, states, output, columns: inputs });
}
