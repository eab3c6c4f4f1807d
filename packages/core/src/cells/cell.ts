export type { Cell, CellOptions, CellSizes, ParameterShapes } from "../equations/index.ts";
