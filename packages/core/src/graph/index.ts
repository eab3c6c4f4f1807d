export * from "./activations.ts";
export * from "./ops.ts";
export { type ScanOptions, type ScanResult, scan } from "./scan.ts";
export type { AxisLengths, Shape, Size } from "./size.ts";
export type { Tensor } from "./tensor.ts";
