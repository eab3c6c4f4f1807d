import { strip, TILE_COLUMNS, TILE_ROWS } from "./tiles";

// Steps of k that one tile sums before it adds to C: a panel of B (16 KB) stays in the first cache. Part of the contract:
// the order of every sum is fixed by it.
const DEPTH: usize = 512;
// Bytes of B that all rows pass before the next ones, and bytes of A that pass meanwhile: together in the second cache, so
// that rows of C are written in long pieces. One panel of 512 steps stays in the first cache.
const NEAR: usize = 65536;
const NEAR_DEEP: usize = 16384;
const TALL: usize = 131072;

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
  let add = accumulate !== 0;
  let k: usize = 0;
  do {
    const depth = min(K - k, DEPTH);
    const a = A + (k << 2);
    const b = B + (k << 5);
    if (M <= TILE_ROWS) strip(M, N, depth, a, aPitch, b, panelStride, C, cPitch, add);
    else blocks(M, N, depth, a, aPitch, b, panelStride, C, cPitch, add);
    add = true;
    k += depth;
  } while (k < K);
}

/** More rows than a strip has. */
function blocks(
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
  // Small products, the ones where a division is felt, need none.
  const bytes = depth << 2;
  const near = depth > 256 ? NEAR_DEEP : NEAR;
  const width = N * bytes <= near ? N : max(near / bytes / TILE_COLUMNS, 1) * TILE_COLUMNS;
  const height = M * bytes <= TALL ? M : max(TALL / bytes / TILE_ROWS, 1) * TILE_ROWS;
  for (let row: usize = 0; row < M; row += height) {
    const end = min(row + height, M);
    for (let column: usize = 0; column < N; column += width) {
      const columns = min(width, N - column);
      const b = B + (column >> 3) * panelStride;
      let a = A + row * aPitch;
      let c = C + row * cPitch + (column << 2);
      for (let i = row; i < end; i += TILE_ROWS) {
        strip(min(end - i, TILE_ROWS), columns, depth, a, aPitch, b, panelStride, c, cPitch, add);
        a += aPitch * TILE_ROWS;
        c += cPitch * TILE_ROWS;
      }
    }
  }
}
