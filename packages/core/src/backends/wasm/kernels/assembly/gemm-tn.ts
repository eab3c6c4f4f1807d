import { addRows, isHalved } from "./halves";
import { packB } from "./pack";
import { packedStrip } from "./tiles";

// Rows that are packed and summed at a time (part of the contract: they fix the order of every sum), and columns of A that
// are packed at a time: both blocks in the first cache, B's up to N = 1024 in the second.
const ROWS: usize = 192;
const COLUMNS: usize = 32;

/**
 * C[M,N] = Aᵀ · B for A [groups,rows,M] and B [groups,rows,N], N a multiple of 4: a weight's gradient.
 *
 * The rows of every group are halved (see halves.ts); what is left is summed as (s₀ + s₁) + …, s_i the sum over the i-th 192
 * rows of all groups one after the other, ascending from 0. `scratch`: gemmTNScratchBytes(M, N, halvings).
 */
export function gemmTN(
  M: usize,
  N: usize,
  groups: usize,
  rows: usize,
  A: usize,
  aGroup: usize,
  aPitch: usize,
  B: usize,
  bGroup: usize,
  bPitch: usize,
  C: usize,
  cPitch: usize,
  halvings: u32,
  scratch: usize,
): void {
  if (!isHalved(rows, halvings))
    return product(M, N, groups, rows, A, aGroup, aPitch, B, bGroup, bPitch, C, cPitch, scratch);
  const first = rows >> 1;
  const rest = rows - first;
  const pitch = N << 2;
  const below = scratch + M * pitch;
  gemmTN(M, N, groups, first, A, aGroup, aPitch, B, bGroup, bPitch, C, cPitch, halvings - 1, below);
  A += first * aPitch;
  B += first * bPitch;
  gemmTN(M, N, groups, rest, A, aGroup, aPitch, B, bGroup, bPitch, scratch, pitch, halvings - 1, below);
  addRows(C, cPitch, scratch, pitch, M, N >> 2);
}

function product(
  M: usize,
  N: usize,
  groups: usize,
  rows: usize,
  A: usize,
  aGroup: usize,
  aPitch: usize,
  B: usize,
  bGroup: usize,
  bPitch: usize,
  C: usize,
  cPitch: usize,
  scratch: usize,
): void {
  // Rows that lie evenly are one group: longer pieces to pack, the same order.
  if (aGroup === rows * aPitch && bGroup === rows * bPitch) {
    rows *= groups;
    groups = 1;
  }
  const total = groups * rows;
  let add = false;
  let done: usize = 0;
  do {
    const count = min(total - done, ROWS);
    const panelStride = count << 5;
    const packedA = scratch;
    const packedB = scratch + panelStride * (COLUMNS >> 3);
    packRows(packedB, panelStride, B, bGroup, bPitch, rows, done, count, N);
    for (let m: usize = 0; m < M; m += COLUMNS) {
      const columns = min(M - m, COLUMNS);
      packRows(packedA, panelStride, A + (m << 2), aGroup, aPitch, rows, done, count, columns);
      block(columns, N, count, packedA, packedB, C + m * cPitch, cPitch, add);
    }
    add = true;
    done += count;
  } while (done < total);
}

/** Packs `count` rows from the `from`-th on, counted through groups of `rows`. */
function packRows(
  dst: usize,
  panelStride: usize,
  src: usize,
  group: usize,
  pitch: usize,
  rows: usize,
  from: usize,
  count: usize,
  columns: usize,
): void {
  let row = from % rows;
  src += (from / rows) * group;
  let done: usize = 0;
  while (done < count) {
    const piece = min(rows - row, count - done);
    packB(dst, panelStride, done, 0, src + row * pitch, pitch, 4, piece, columns);
    done += piece;
    row = 0;
    src += group;
  }
}

function block(M: usize, N: usize, rows: usize, A: usize, B: usize, C: usize, cPitch: usize, add: bool): void {
  const panelStride = rows << 5;
  for (let m: usize = 0; m < M; m += 4) {
    const a = A + (m >> 3) * panelStride + ((m & 4) << 2);
    packedStrip(min(M - m, 4), N, rows, a, 4, B, panelStride, C + m * cPitch, cPitch, add);
  }
}
