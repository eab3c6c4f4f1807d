export type { Cell, CellOptions, CellSizes, ParameterShapes } from "./cell.ts";
export { cellNamed, cells } from "./cell-named.ts";
export { gru } from "./gru.ts";
export { gruAfter } from "./gru-after.ts";
export { lstm } from "./lstm.ts";
export { rnn } from "./rnn.ts";
export { rnnRelu } from "./rnn-relu.ts";
export { sales } from "./sales.ts";
