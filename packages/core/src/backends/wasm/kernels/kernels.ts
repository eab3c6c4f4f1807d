import { compileModule } from "../compile-module.ts";
import { KERNELS_BASE64 } from "./kernels.generated.ts";
import { wideProducts } from "./width.ts";

/** Columns in one panel of a packed matrix. */
export const PANEL = 8;

/** What a reduction takes of its elements. */
export const REDUCE = { sum: 0, max: 1 } as const;

export type ReduceOp = (typeof REDUCE)[keyof typeof REDUCE];

/**
 * The fixed kernels, over one linear memory.
 *
 * Units: pointers, pitches and strides in bytes, sizes in float32 elements; matrices are row-major. Rows of outputs start on
 * 16 bytes; inputs may start on any 4 bytes. Nothing outside the arguments' memory is read or written, nothing is allocated.
 * Every sum runs in one order, which depends on the reduced sizes alone; NaN passes through every kernel.
 * Errors: none are checked here: sizes are the planner's duty. An address outside the memory traps (WebAssembly.RuntimeError).
 */
export interface Kernels {
  /**
   * Copies the K×N block src[k·rowStride + n·colStride] into packed panels: element (k, n) goes to row row0+k and column
   * col0+n, that is to dst + ((col0+n) >> 3)·panelStride + ((row0+k)·8 + ((col0+n) & 7))·4. The rest stays as it is: fill
   * the panels with zeros once, for the columns that nobody packs.
   */
  packB(
    dst: number,
    panelStride: number,
    row0: number,
    col0: number,
    src: number,
    rowStride: number,
    colStride: number,
    K: number,
    N: number,
  ): void;

  /**
   * C[M,N] = A[M,K] · B (+ C when accumulate ≠ 0).
   *
   * Shapes: N a multiple of 4; B packed by packB. A row's bits do not depend on how many rows are computed with it.
   */
  gemm(
    M: number,
    N: number,
    K: number,
    A: number,
    aPitch: number,
    B: number,
    panelStride: number,
    C: number,
    cPitch: number,
    accumulate: number,
  ): void;

  /**
   * C[M,N] = Aᵀ · B (+ C when accumulate ≠ 0), a weight's gradient.
   *
   * Shapes: A [R,M]; B [R,N], N a multiple of 4; scratch gemmTNScratchBytes(N, R), its contents lost.
   */
  gemmTN(
    M: number,
    N: number,
    R: number,
    A: number,
    aPitch: number,
    B: number,
    bPitch: number,
    C: number,
    cPitch: number,
    accumulate: number,
    scratch: number,
  ): void;

  /** dst[j] = Σ_i src[i][j] (+ dst[j] when accumulate ≠ 0), over width4 vectors of 4 lanes. */
  sumRows(dst: number, src: number, rows: number, pitch: number, width4: number, accumulate: number): void;

  /**
   * dst[p] = the sum or maximum over rows r of src[p·outerStride + r·rowStride] (joined with dst[p] when accumulate ≠ 0),
   * over width4 vectors of 4 lanes. Of no rows the sum is 0, the maximum −∞.
   */
  reduceMiddle(
    dst: number,
    dstPitch: number,
    src: number,
    outer: number,
    outerStride: number,
    rows: number,
    rowStride: number,
    width4: number,
    accumulate: number,
    op: ReduceOp,
  ): void;

  /**
   * dst[row] = [the sum (in float64) or maximum of src[row][0 … width−1], 0, 0, 0]. Lanes beyond the width are ignored; of
   * no lanes the sum is 0, the maximum −∞.
   */
  reduceLast(
    dst: number,
    dstPitch: number,
    src: number,
    rows: number,
    pitch: number,
    width: number,
    op: ReduceOp,
  ): void;

  /** dst = [the sum, in float64, of the first `width` lanes of all rows src[p·outerStride + r·pitch], 0, 0, 0]. */
  sumAll(
    dst: number,
    src: number,
    rows: number,
    pitch: number,
    width: number,
    outer: number,
    outerStride: number,
  ): void;

  /**
   * dst[i·d0 + j·d1 + k·d2 + l·d3] = src[i·s0 + j·s1 + k·s2 + l·s3] for all n0×n1×n2×n3 elements, bit for bit. The views must
   * not overlap; a source stride of 0 repeats.
   */
  copyStrided(
    dst: number,
    src: number,
    n0: number,
    n1: number,
    n2: number,
    n3: number,
    d0: number,
    d1: number,
    d2: number,
    d3: number,
    s0: number,
    s1: number,
    s2: number,
    s3: number,
  ): void;

  /** 1 when every float32 of the `bytes` (a multiple of 4) at src is finite, else 0. */
  allFinite(src: number, bytes: number): number;
}

/** Bytes from one panel of a packed K-row matrix to the next. */
export function panelBytes(K: number): number {
  return K * PANEL * 4;
}

/** Bytes of a packed K×N matrix: whole panels, the last one padded. */
export function packedBytes(K: number, N: number): number {
  return Math.ceil(N / PANEL) * panelBytes(K);
}

/** Bytes of scratch that gemmTN needs for R rows and N columns of B: 32 packed columns of A and all of B, 192 rows each. */
export function gemmTNScratchBytes(N: number, R: number): number {
  return packedBytes(Math.min(R, 192), 32) + packedBytes(Math.min(R, 192), N);
}

const compiled = new Map<string, WebAssembly.Module>();

/**
 * The kernels over `memory` (any size, not shared), with the matrix products of another module in place of their own: by
 * default the wide ones where they are in use. Either gives the same bits. A module is compiled once, at the first call.
 *
 * Errors: E_BACKEND when the engine has no WebAssembly SIMD or forbids WebAssembly.
 */
export function instantiateKernels(memory: WebAssembly.Memory, products = wideProducts()): Kernels {
  const kernels = instantiate(KERNELS_BASE64, memory) as unknown as Kernels;
  return products === undefined ? kernels : { ...kernels, ...instantiate(products, memory) };
}

function instantiate(base64: string, memory: WebAssembly.Memory): WebAssembly.Exports {
  const module = compiled.get(base64) ?? compileModule(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
  compiled.set(base64, module);
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}
