import { packB } from "./pack";
import { packedStrip } from "./tiles";

// Rows that are packed and summed at a time (part of the contract: they fix the order of every sum), and columns of A that
// are packed at a time: both blocks in the first cache, B's up to N = 1024 in the second.
const ROWS: usize = 192;
const COLUMNS: usize = 32;

/**
 * C[M,N] = Aᵀ · B (+ C when accumulate ≠ 0) for row-major A [R,M] and B [R,N], N a multiple of 4: a weight's gradient.
 *
 * Each element is ((C + s₀) + s₁) + …, s_i the sum over the i-th 192 rows, ascending from 0.
 * `scratch` holds the packed blocks, gemmTNScratchBytes(N, R) of them.
 */
export function gemmTN(
  M: usize,
  N: usize,
  R: usize,
  A: usize,
  aPitch: usize,
  B: usize,
  bPitch: usize,
  C: usize,
  cPitch: usize,
  accumulate: u32,
  scratch: usize,
): void {
  let add = accumulate !== 0;
  let r: usize = 0;
  do {
    const rows = min(R - r, ROWS);
    const panelStride = rows << 5;
    const packedA = scratch;
    const packedB = scratch + panelStride * (COLUMNS >> 3);
    packB(packedB, panelStride, 0, 0, B + r * bPitch, bPitch, 4, rows, N);
    for (let m: usize = 0; m < M; m += COLUMNS) {
      const columns = min(M - m, COLUMNS);
      packB(packedA, panelStride, 0, 0, A + r * aPitch + (m << 2), aPitch, 4, rows, columns);
      block(columns, N, rows, packedA, packedB, C + m * cPitch, cPitch, add);
    }
    add = true;
    r += rows;
  } while (r < R);
}

function block(M: usize, N: usize, rows: usize, A: usize, B: usize, C: usize, cPitch: usize, add: bool): void {
  const panelStride = rows << 5;
  for (let m: usize = 0; m < M; m += 4) {
    const a = A + (m >> 3) * panelStride + ((m & 4) << 2);
    packedStrip(min(M - m, 4), N, rows, a, 4, B, panelStride, C + m * cPitch, cPitch, add);
  }
}
