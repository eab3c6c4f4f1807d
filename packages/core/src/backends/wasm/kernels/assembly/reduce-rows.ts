// Rows that one partial sum takes before it joins the total: short sums keep float32 accurate over 10⁴ rows. Part of the
// contract: it fixes the order.
const ROWS: usize = 64;

/**
 * dst[j] (+)= Σ_i src[i][j], width4 vectors of 4 lanes wide; partial sums of 64 rows, in the order of the rows.
 */
export function sumRows(dst: usize, src: usize, rows: usize, pitch: usize, width4: usize, accumulate: u32): void {
  let add = accumulate !== 0;
  do {
    const count = min(rows, ROWS);
    let d = dst;
    let s = src;
    let vectors = width4;
    for (; vectors >= 8; vectors -= 8) {
      sum8(d, s, count, pitch, add);
      d += 128;
      s += 128;
    }
    for (; vectors !== 0; vectors--) {
      sum1(d, s, count, pitch, add);
      d += 16;
      s += 16;
    }
    add = true;
    src += count * pitch;
    rows -= count;
  } while (rows !== 0);
}

/**
 * For each outer p: dst[p] = the sum (op 0) or maximum (op 1) over rows r of src[p·outerStride + r·rowStride], joined with
 * what dst[p] holds when accumulate ≠ 0. NaN passes. Of no rows the sum is 0 and the maximum −∞.
 */
export function reduceMiddle(
  dst: usize,
  dstPitch: usize,
  src: usize,
  outer: usize,
  outerStride: usize,
  rows: usize,
  rowStride: usize,
  width4: usize,
  accumulate: u32,
  op: u32,
): void {
  for (; outer !== 0; outer--) {
    if (op === 0) sumRows(dst, src, rows, rowStride, width4, accumulate);
    else maxRows(dst, src, rows, rowStride, width4, accumulate);
    dst += dstPitch;
    src += outerStride;
  }
}

function sum1(d: usize, s: usize, rows: usize, pitch: usize, add: bool): void {
  let sum = f32x4.splat(0);
  for (; rows !== 0; rows--) {
    sum = f32x4.add(sum, v128.load(s));
    s += pitch;
  }
  v128.store(d, add ? f32x4.add(v128.load(d), sum) : sum);
}

function sum8(d: usize, s: usize, rows: usize, pitch: usize, add: bool): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  for (; rows !== 0; rows--) {
    s0 = f32x4.add(s0, v128.load(s));
    s1 = f32x4.add(s1, v128.load(s, 16));
    s2 = f32x4.add(s2, v128.load(s, 32));
    s3 = f32x4.add(s3, v128.load(s, 48));
    s4 = f32x4.add(s4, v128.load(s, 64));
    s5 = f32x4.add(s5, v128.load(s, 80));
    s6 = f32x4.add(s6, v128.load(s, 96));
    s7 = f32x4.add(s7, v128.load(s, 112));
    s += pitch;
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

function maxRows(dst: usize, src: usize, rows: usize, pitch: usize, width4: usize, accumulate: u32): void {
  for (; width4 !== 0; width4--) {
    let largest = accumulate !== 0 ? v128.load(dst) : f32x4.splat(-f32.POSITIVE_INFINITY);
    // pmax keeps a NaN that it holds and skips a new one, hence the mask: f32x4.max needs none but is several times slower.
    let unordered = f32x4.splat(0);
    let s = src;
    for (let r = rows; r !== 0; r--) {
      const x = v128.load(s);
      largest = f32x4.pmax(largest, x);
      unordered = v128.or(unordered, f32x4.ne(x, x));
      s += pitch;
    }
    v128.store(dst, v128.bitselect(f32x4.splat(f32.NaN), largest, unordered));
    dst += 16;
    src += 16;
  }
}
