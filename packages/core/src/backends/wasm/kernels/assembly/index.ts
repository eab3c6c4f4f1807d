export { copyStrided } from "./copy";
export { allFinite } from "./finite";
export { gather, scatter } from "./gather";
export { gemm } from "./gemm";
export { gemmTN } from "./gemm-tn";
export { packB } from "./pack";
export { random } from "./random";
export { reduceLast, sumAll } from "./reduce-lanes";
export { reduceMiddle } from "./reduce-rows";
