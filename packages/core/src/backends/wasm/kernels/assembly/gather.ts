import { addRows, isHalved } from "./halves";

/** The row that a float32 stands for, or `count` where it stands for none. */
function rowAt(at: usize, count: usize): usize {
  const index = load<f32>(at);
  // NaN fails every comparison.
  return index >= 0 && index < <f32>count && index === floor(index) ? <usize>index : count;
}

/** dst[r] = src[at[r]], `width` lanes wide, NaN where at[r] is no row; dst's rows are dense, their pads 0. */
export function gather(
  dst: usize,
  src: usize,
  pitch: usize,
  count: usize,
  at: usize,
  atPitch: usize,
  rows: usize,
  width: usize,
): void {
  const whole = width & ~3;
  for (; rows !== 0; rows--) {
    const row = rowAt(at, count);
    const from = src + row * pitch;
    const isRow = row !== count;
    let lane: usize = 0;
    for (; lane < whole; lane += 4)
      v128.store(dst + (lane << 2), isRow ? v128.load(from + (lane << 2)) : f32x4.splat(f32.NaN));
    if (lane < width) {
      v128.store(dst + (lane << 2), f32x4.splat(0));
      for (; lane < width; lane++) store<f32>(dst + (lane << 2), isRow ? load<f32>(from + (lane << 2)) : f32.NaN);
    }
    dst += ((width + 3) & ~3) << 2;
    at += atPitch;
  }
}

/**
 * dst[n] = Σ src[g, r] over groups g and rows r with at[g, r] = n, `width` lanes wide; dst's rows are dense, their pads 0.
 *
 * The rows of every group are halved (see halves.ts); what is left is summed in the order of groups and rows.
 * `scratch`: dst's size for every halving.
 */
export function scatter(
  dst: usize,
  count: usize,
  width: usize,
  src: usize,
  groupStride: usize,
  pitch: usize,
  at: usize,
  atGroup: usize,
  atPitch: usize,
  groups: usize,
  rows: usize,
  halvings: u32,
  scratch: usize,
): void {
  memory.fill(dst, 0, (count * ((width + 3) & ~3)) << 2);
  scatterOnto(dst, count, width, src, groupStride, pitch, at, atGroup, atPitch, groups, rows, halvings, scratch);
}

/**
 * The same onto rows that are 0 where something goes to. The sum of the second half stands in scratch, where only the rows
 * that it goes to are cleared and read: tables are large, and batches take few of their rows.
 */
function scatterOnto(
  dst: usize,
  count: usize,
  width: usize,
  src: usize,
  groupStride: usize,
  pitch: usize,
  at: usize,
  atGroup: usize,
  atPitch: usize,
  groups: usize,
  rows: usize,
  halvings: u32,
  scratch: usize,
): void {
  const dstPitch = ((width + 3) & ~3) << 2;
  if (!isHalved(rows, halvings)) {
    for (let g: usize = 0; g < groups; g++)
      for (let r: usize = 0; r < rows; r++) {
        const row = rowAt(at + g * atGroup + r * atPitch, count);
        if (row !== count) addLanes(dst + row * dstPitch, src + g * groupStride + r * pitch, width);
      }
    return;
  }
  const first = rows >> 1;
  const rest = rows - first;
  const below = scratch + count * dstPitch;
  scatterOnto(dst, count, width, src, groupStride, pitch, at, atGroup, atPitch, groups, first, halvings - 1, below);
  src += first * pitch;
  at += first * atPitch;
  for (let g: usize = 0; g < groups; g++)
    for (let r: usize = 0; r < rest; r++) {
      const row = rowAt(at + g * atGroup + r * atPitch, count);
      if (row !== count) memory.fill(scratch + row * dstPitch, 0, dstPitch);
    }
  scatterOnto(scratch, count, width, src, groupStride, pitch, at, atGroup, atPitch, groups, rest, halvings - 1, below);
  for (let g: usize = 0; g < groups; g++)
    for (let r: usize = 0; r < rest; r++) {
      const row = rowAt(at + g * atGroup + r * atPitch, count);
      if (row === count) continue;
      // Cleared once it is added, so that a row which several go to is added once; sums from 0 are never −0, which 0 would change.
      addRows(dst + row * dstPitch, dstPitch, scratch + row * dstPitch, dstPitch, 1, dstPitch >> 4);
      memory.fill(scratch + row * dstPitch, 0, dstPitch);
    }
}

function addLanes(dst: usize, src: usize, width: usize): void {
  let lane: usize = 0;
  for (; lane < (width & ~3); lane += 4) {
    v128.store(dst, f32x4.add(v128.load(dst), v128.load(src)));
    dst += 16;
    src += 16;
  }
  for (; lane < width; lane++) {
    store<f32>(dst, load<f32>(dst) + load<f32>(src));
    dst += 4;
    src += 4;
  }
}
