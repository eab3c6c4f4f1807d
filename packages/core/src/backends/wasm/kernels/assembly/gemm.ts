import { tile1x4, tile1x8, tile1x16, tile1x32, tile2x8, tile2x16, tile3x8, tile4x4, tile4x8 } from "./tiles";

// Steps of k that one tile sums before it adds to C: a panel of B (16 KB) stays in the first cache. Part of the contract:
// the order of every sum is fixed by it.
const DEPTH: usize = 512;
// Bytes of B that all rows pass before the next ones, and bytes of A that stay in the second cache meanwhile.
const NEAR: usize = 16384;
const TALL: usize = 262144;

/**
 * C[M,N] = A[M,K] · B (+ C when accumulate ≠ 0), B packed by packB, N a multiple of 4.
 *
 * Each element is ((C + s₀) + s₁) + …, s_i the sum over the i-th 512 steps of k, ascending from 0: the same bits whatever M.
 */
export function gemm(
  M: usize,
  N: usize,
  K: usize,
  A: usize,
  aPitch: usize,
  B: usize,
  panelStride: usize,
  C: usize,
  cPitch: usize,
  accumulate: u32,
): void {
  const tall = M & ~3;
  const tallA = A + tall * aPitch;
  const tallC = C + tall * cPitch;
  let add = accumulate !== 0;
  let k: usize = 0;
  do {
    const depth = min(K - k, DEPTH);
    const a = k << 2;
    const b = B + (k << 5);
    if (tall !== 0) fours(tall, N, depth, A + a, aPitch, b, panelStride, C, cPitch, add);
    if (tall !== M) rest(M - tall, N, depth, tallA + a, aPitch, b, panelStride, tallC, cPitch, add);
    add = true;
    k += depth;
  } while (k < K);
}

/** A multiple of 4 rows. */
function fours(
  M: usize,
  N: usize,
  depth: usize,
  A: usize,
  aPitch: usize,
  B: usize,
  panelStride: usize,
  C: usize,
  cPitch: usize,
  add: bool,
): void {
  const panels = N >> 3;
  // Small products, the ones where a division is felt, need none.
  const nearPanels = panels * (depth << 5) <= NEAR ? panels : max<usize>(1, NEAR / (depth << 5));
  const tallRows = M * (depth << 2) <= TALL ? M : max<usize>(4, (TALL / (depth << 2)) & ~3);
  for (let row: usize = 0; row < M; row += tallRows) {
    const rows = min(tallRows, M - row);
    for (let panel: usize = 0; panel < panels; panel += nearPanels) {
      const groups = min(nearPanels, panels - panel);
      const b = B + panel * panelStride;
      let a = A + row * aPitch;
      let c = C + row * cPitch + (panel << 5);
      for (let i: usize = 0; i < rows; i += 4) {
        tile4x8(groups, depth, a, aPitch, b, panelStride, c, cPitch, add);
        a += aPitch << 2;
        c += cPitch << 2;
      }
    }
    if ((N & 4) !== 0) {
      let a = A + row * aPitch;
      let c = C + row * cPitch + (panels << 5);
      for (let i: usize = 0; i < rows; i += 4) {
        tile4x4(1, depth, a, aPitch, B + panels * panelStride, panelStride, c, cPitch, add);
        a += aPitch << 2;
        c += cPitch << 2;
      }
    }
  }
}

/** 1 to 3 rows: wider tiles, so that enough sums are under way at a time. */
function rest(
  rows: usize,
  N: usize,
  depth: usize,
  a: usize,
  aPitch: usize,
  b: usize,
  panelStride: usize,
  c: usize,
  cPitch: usize,
  add: bool,
): void {
  const panels = N >> 3;
  const last = panels - 1;
  const lastB = b + last * panelStride;
  const lastC = c + (last << 5);
  if (rows === 1) {
    const four = panels & ~3;
    if (four !== 0) tile1x32(panels >> 2, depth, a, aPitch, b, panelStride, c, cPitch, add);
    if ((panels & 2) !== 0)
      tile1x16(1, depth, a, aPitch, b + four * panelStride, panelStride, c + (four << 5), cPitch, add);
    if ((panels & 1) !== 0) tile1x8(1, depth, a, aPitch, lastB, panelStride, lastC, cPitch, add);
  } else if (rows === 2) {
    if (panels >= 2) tile2x16(panels >> 1, depth, a, aPitch, b, panelStride, c, cPitch, add);
    if ((panels & 1) !== 0) tile2x8(1, depth, a, aPitch, lastB, panelStride, lastC, cPitch, add);
  } else {
    tile3x8(panels, depth, a, aPitch, b, panelStride, c, cPitch, add);
  }
  if ((N & 4) !== 0) {
    b += panels * panelStride;
    c += panels << 5;
    for (; rows !== 0; rows--) {
      tile1x4(1, depth, a, aPitch, b, panelStride, c, cPitch, add);
      a += aPitch;
      c += cPitch;
    }
  }
}
