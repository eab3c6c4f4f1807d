export { type Cell, cell } from "./cell.ts";
export type { CellSizes } from "./dims.ts";
export type { CellOptions } from "./options.ts";
export type { ParameterShapes } from "./shapes.ts";
