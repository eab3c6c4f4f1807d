import { readingOf } from "../equations/cell.ts";
import type { Cell, CellSizes } from "../equations/index.ts";
import { wireFormulas } from "../equations/wiring/wire-formulas.ts";
import { wireReading } from "../equations/wiring/wire-reading.ts";
import type { CellWiring } from "../equations/wiring/wiring.ts";
import { formulasOfStep } from "./formulas-of-step.ts";

/** Sizes with many divisors, for steps that split their vectors. */
const STAND_IN: CellSizes = { input: 360, hidden: 240 };

/**
 * A cell's nodes and wires, for drawing it: what a step reads, every value that an equation names, gates among them, the places
 * where values meet, and what goes on to the next step.
 *
 * Of a cell from code the step is traced, with the sizes given or, by default, 360 columns (or as many as `inputs`) and hidden 240.
 * Its values, products, sums and functions are found again; an operation that equations do not have is a node by its name
 * (`part`, `sum`, `select`), and a loop inside the step is one node.
 *
 * Errors: E_ARGUMENT for a step from code of more than 1,000 operations; E_SHAPE when it leaves no room for the sizes.
 */
export function cellWiring(cell: Cell, sizes?: CellSizes): CellWiring {
  const reading = readingOf(cell);
  if (reading !== undefined) return wireReading(cell.name, reading);
  return wireFormulas(
    formulasOfStep(cell, sizes ?? { ...STAND_IN, ...(cell.inputs && { input: cell.inputs.length }) }),
  );
}
