export { gemm } from "./gemm";
export { gemmTN } from "./gemm-tn";
