import { compileModule } from "../compile-module.ts";
import { KERNELS_HEX } from "./kernels.generated.ts";
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
 * Rows are summed by halves: as long as `halvings` are left and there are 16 rows, the sum is that of the first ⌊rows/2⌋
 * of every group plus that of the rest. So threads that each take such a part come to the same bits.
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
   * C[M,N] = Aᵀ · B over the rows of all groups, a weight's gradient.
   *
   * Shapes: A [groups,rows,M]; B [groups,rows,N], N a multiple of 4; scratch gemmTNScratchBytes(M, N, halvings), its
   * contents lost.
   */
  gemmTN(
    M: number,
    N: number,
    groups: number,
    rows: number,
    A: number,
    aGroup: number,
    aPitch: number,
    B: number,
    bGroup: number,
    bPitch: number,
    C: number,
    cPitch: number,
    halvings: number,
    scratch: number,
  ): void;

  /**
   * dst[p] = the sum or maximum of src[p·outerStride + g·groupStride + r·rowStride] over groups g and rows r, width4
   * vectors of 4 lanes wide. Scratch for a sum: 16·width4 bytes for every halving, its contents lost.
   */
  reduceMiddle(
    dst: number,
    dstPitch: number,
    src: number,
    outer: number,
    outerStride: number,
    groups: number,
    groupStride: number,
    rows: number,
    rowStride: number,
    width4: number,
    op: ReduceOp,
    halvings: number,
    scratch: number,
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

  /** dst = [the sum, in float64, of the first `width` lanes of all rows src[g·groupStride + r·pitch], 0, 0, 0]. */
  sumAll(
    dst: number,
    src: number,
    groups: number,
    groupStride: number,
    rows: number,
    pitch: number,
    width: number,
    halvings: number,
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

  /**
   * Fills dst[outer][rows][inner] with a stream's random numbers, uniform in [0, 1): rows of `width` lanes, dense, pads 0. The
   * key is five floats, as `randomKey` gives them; its first row counts where `counted` ≠ 0.
   */
  random(
    dst: number,
    key: number,
    stream: number,
    counted: number,
    outer: number,
    rows: number,
    inner: number,
    width: number,
  ): void;

  /**
   * dst[r] = src[at[r]] for all rows, `width` lanes wide, pads 0; NaN where at[r] is none of 0 … count−1. Rows of dst are
   * padded to whole vectors and lie densely.
   */
  gather(
    dst: number,
    src: number,
    pitch: number,
    count: number,
    at: number,
    atPitch: number,
    rows: number,
    width: number,
  ): void;

  /**
   * dst[n] = Σ src[g·groupStride + r·pitch] over groups g and rows r with at[g·atGroup + r·atPitch] = n, for n = 0 … count−1;
   * rows of dst are padded to whole vectors and lie densely, pads 0. Scratch: dst's size for every halving, its contents lost.
   */
  scatter(
    dst: number,
    count: number,
    width: number,
    src: number,
    groupStride: number,
    pitch: number,
    at: number,
    atGroup: number,
    atPitch: number,
    groups: number,
    rows: number,
    halvings: number,
    scratch: number,
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

/** Bytes of scratch that gemmTN needs: 32 packed columns of A and all of B, 192 rows each, and C for every halving. */
export function gemmTNScratchBytes(M: number, N: number, halvings: number): number {
  return packedBytes(192, 32) + packedBytes(192, N) + halvings * M * N * 4;
}

const compiled = new Map<string, WebAssembly.Module>();

/**
 * The kernels over `memory` (any size, not shared), with the matrix products of another module in place of their own: by
 * default the wide ones where they are in use. Either gives the same bits.
 *
 * Errors: E_BACKEND when the engine has no WebAssembly SIMD or forbids WebAssembly.
 */
export function instantiateKernels(memory: WebAssembly.Memory, products = wideProducts()): Kernels {
  const instances = kernelModules(products).map((module) => new WebAssembly.Instance(module, { env: { memory } }));
  return Object.assign({}, ...instances.map(({ exports }) => exports));
}

/** The modules of the kernels, what a later one exports taking the place of an earlier one's. Compiled once. */
export const kernelModules = (products = wideProducts()): WebAssembly.Module[] =>
  (products === undefined ? [KERNELS_HEX] : [KERNELS_HEX, products]).map(decoded);

function decoded(hex: string): WebAssembly.Module {
  const module = compiled.get(hex) ?? compileModule(bytesOf(hex));
  compiled.set(hex, module);
  return module;
}

/** A plain loop, since this runs once, not yet optimised: a call for every byte would take four times as long. */
function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = hex.charCodeAt(2 * i);
    const low = hex.charCodeAt(2 * i + 1);
    // The digits end in 0 … 9, the letters a … f in 1 … 6.
    bytes[i] = (((high & 15) + (high > 57 ? 9 : 0)) << 4) + (low & 15) + (low > 57 ? 9 : 0);
  }
  return bytes;
}
