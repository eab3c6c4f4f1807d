import { type Cell, type CellSizes, SluiceError } from "@sluice/core";

/** Where nothing is said: a small table's columns, and what forecasters take. */
const USUAL: CellSizes = { input: 3, hidden: 16 };
/** As many columns and units are tried where the usual ones do not fit. */
const MOST = 1024;

/** Sizes to show a cell at: those asked for, else usual ones, or the first others that its equations have room for. */
export function sizesFor(cell: Cell, asked: Partial<CellSizes>, usually = USUAL): CellSizes {
  const usual = { input: cell.inputs?.length ?? usually.input, hidden: usually.hidden, ...asked };
  const counting = Array.from({ length: MOST }, (_, i) => i + 1);
  const others: CellSizes[] =
    asked.input === undefined && cell.inputs === undefined
      ? counting.map((input) => ({ ...usual, input }))
      : asked.hidden === undefined
        ? counting.map((hidden) => ({ ...usual, hidden }))
        : [];
  return [usual, ...others].find((sizes) => fits(cell, sizes)) ?? usual;
}

/** Whether the hidden size makes a difference to a cell. */
export function isHiddenOpen(cell: Cell): boolean {
  const sizes = sizesFor(cell, {});
  const other = { ...sizes, hidden: sizes.hidden + 1 };
  return !fits(cell, other) || widthsOf(cell, sizes) !== widthsOf(cell, other);
}

const widthsOf = (cell: Cell, sizes: CellSizes) =>
  JSON.stringify([Object.values(cell.parameters(sizes)), cell.watch.map((value) => cell.sizeOf(value, sizes))]);

function fits(cell: Cell, sizes: CellSizes): boolean {
  try {
    widthsOf(cell, sizes);
    return true;
  } catch (error) {
    if (error instanceof SluiceError && error.code === "E_SHAPE") return false;
    throw error;
  }
}
