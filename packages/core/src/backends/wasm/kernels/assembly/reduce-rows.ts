import { addRows, isHalved } from "./halves";

// Rows that one partial sum takes before it joins the total: short sums keep float32 accurate over 10⁴ rows. Part of the
// contract: it fixes the order.
const ROWS: usize = 64;

/**
 * For each outer p: dst[p] = the sum (op 0) or maximum (op 1) of src[p·outerStride + g·groupStride + r·rowStride] over
 * groups g and rows r. NaN passes.
 *
 * Sums halve the rows of every group (see halves.ts); what is left is summed in parts of 64 rows of all groups one after the
 * other. `scratch`: 16·width4 bytes for every halving.
 */
export function reduceMiddle(
  dst: usize,
  dstPitch: usize,
  src: usize,
  outer: usize,
  outerStride: usize,
  groups: usize,
  groupStride: usize,
  rows: usize,
  rowStride: usize,
  width4: usize,
  op: u32,
  halvings: u32,
  scratch: usize,
): void {
  for (; outer !== 0; outer--) {
    if (op === 0) sumRows(dst, src, groups, groupStride, rows, rowStride, width4, halvings, scratch);
    else maxRows(dst, src, groups, groupStride, rows, rowStride, width4);
    dst += dstPitch;
    src += outerStride;
  }
}

function sumRows(
  dst: usize,
  src: usize,
  groups: usize,
  groupStride: usize,
  rows: usize,
  rowStride: usize,
  width4: usize,
  halvings: u32,
  scratch: usize,
): void {
  if (isHalved(rows, halvings)) {
    const first = rows >> 1;
    const rest = rows - first;
    const below = scratch + (width4 << 4);
    sumRows(dst, src, groups, groupStride, first, rowStride, width4, halvings - 1, below);
    src += first * rowStride;
    sumRows(scratch, src, groups, groupStride, rest, rowStride, width4, halvings - 1, below);
    return addRows(dst, 0, scratch, 0, 1, width4);
  }
  let left = groups * rows;
  let add = false;
  // The first row of the next part: the row-th of its group.
  let row: usize = 0;
  do {
    const count = min(left, ROWS);
    let d = dst;
    let s = src + row * rowStride;
    let vectors = width4;
    for (; vectors >= 8; vectors -= 8) {
      sum8(d, s, count, rowStride, rows - row, rows, groupStride - rows * rowStride, add);
      d += 128;
      s += 128;
    }
    for (; vectors !== 0; vectors--) {
      sum1(d, s, count, rowStride, rows - row, rows, groupStride - rows * rowStride, add);
      d += 16;
      s += 16;
    }
    add = true;
    left -= count;
    row += count;
    src += (row / rows) * groupStride;
    row %= rows;
  } while (left !== 0);
}

/** One part of `count` rows: `left` in its first group, `rows` in each further one, `jump` bytes between groups. */
function sum1(d: usize, s: usize, count: usize, pitch: usize, left: usize, rows: usize, jump: usize, add: bool): void {
  let sum = f32x4.splat(0);
  for (; count !== 0; count--) {
    sum = f32x4.add(sum, v128.load(s));
    s += pitch;
    if (--left === 0) {
      left = rows;
      s += jump;
    }
  }
  v128.store(d, add ? f32x4.add(v128.load(d), sum) : sum);
}

function sum8(d: usize, s: usize, count: usize, pitch: usize, left: usize, rows: usize, jump: usize, add: bool): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  for (; count !== 0; count--) {
    s0 = f32x4.add(s0, v128.load(s));
    s1 = f32x4.add(s1, v128.load(s, 16));
    s2 = f32x4.add(s2, v128.load(s, 32));
    s3 = f32x4.add(s3, v128.load(s, 48));
    s4 = f32x4.add(s4, v128.load(s, 64));
    s5 = f32x4.add(s5, v128.load(s, 80));
    s6 = f32x4.add(s6, v128.load(s, 96));
    s7 = f32x4.add(s7, v128.load(s, 112));
    s += pitch;
    if (--left === 0) {
      left = rows;
      s += jump;
    }
  }
  if (add) {
    s0 = f32x4.add(v128.load(d), s0);
    s1 = f32x4.add(v128.load(d, 16), s1);
    s2 = f32x4.add(v128.load(d, 32), s2);
    s3 = f32x4.add(v128.load(d, 48), s3);
    s4 = f32x4.add(v128.load(d, 64), s4);
    s5 = f32x4.add(v128.load(d, 80), s5);
    s6 = f32x4.add(v128.load(d, 96), s6);
    s7 = f32x4.add(v128.load(d, 112), s7);
  }
  v128.store(d, s0);
  v128.store(d, s1, 16);
  v128.store(d, s2, 32);
  v128.store(d, s3, 48);
  v128.store(d, s4, 64);
  v128.store(d, s5, 80);
  v128.store(d, s6, 96);
  v128.store(d, s7, 112);
}

function maxRows(
  dst: usize,
  src: usize,
  groups: usize,
  groupStride: usize,
  rows: usize,
  rowStride: usize,
  width4: usize,
): void {
  for (; width4 !== 0; width4--) {
    let largest = f32x4.splat(-f32.POSITIVE_INFINITY);
    // pmax keeps a NaN that it holds and skips a new one, hence the mask: f32x4.max needs none but is several times slower.
    let unordered = f32x4.splat(0);
    for (let g: usize = 0; g < groups; g++) {
      let s = src + g * groupStride;
      for (let r = rows; r !== 0; r--) {
        const x = v128.load(s);
        largest = f32x4.pmax(largest, x);
        unordered = v128.or(unordered, f32x4.ne(x, x));
        s += rowStride;
      }
    }
    v128.store(dst, v128.bitselect(f32x4.splat(f32.NaN), largest, unordered));
    dst += 16;
    src += 16;
  }
}
