import { isHalved } from "./halves";

/**
 * dst[row] = the sum (op 0, in float64) or maximum (op 1) of the first `width` lanes of src[row], then three zeros.
 * NaN passes; lanes beyond the width are ignored. Of no lanes the sum is 0 and the maximum −∞.
 */
export function reduceLast(
  dst: usize,
  dstPitch: usize,
  src: usize,
  rows: usize,
  pitch: usize,
  width: usize,
  op: u32,
): void {
  for (; rows !== 0; rows--) {
    storeOne(dst, op === 0 ? <f32>sumLanes(src, width) : maxLanes(src, width));
    dst += dstPitch;
    src += pitch;
  }
}

/**
 * dst = the sum of the first `width` lanes of src[g·groupStride + r·pitch] over all groups g and rows r, then three zeros.
 *
 * The rows of every group are halved (see halves.ts), halves added in float32. What is left is summed in float64 up to its
 * end: each row's lanes, then the rows, then the groups, in their order.
 */
export function sumAll(
  dst: usize,
  src: usize,
  groups: usize,
  groupStride: usize,
  rows: usize,
  pitch: usize,
  width: usize,
  halvings: u32,
): void {
  storeOne(dst, sumHalves(src, groups, groupStride, rows, pitch, width, halvings));
}

function sumHalves(
  src: usize,
  groups: usize,
  groupStride: usize,
  rows: usize,
  pitch: usize,
  width: usize,
  halvings: u32,
): f32 {
  if (isHalved(rows, halvings)) {
    const first = rows >> 1;
    const second = src + first * pitch;
    return (
      sumHalves(src, groups, groupStride, first, pitch, width, halvings - 1) +
      sumHalves(second, groups, groupStride, rows - first, pitch, width, halvings - 1)
    );
  }
  let total: f64 = 0;
  for (; groups !== 0; groups--) {
    let s = src;
    for (let r = rows; r !== 0; r--) {
      total += sumLanes(s, width);
      s += pitch;
    }
    src += groupStride;
  }
  return <f32>total;
}

function storeOne(dst: usize, value: f32): void {
  v128.store(dst, f32x4.replace_lane(f32x4.splat(0), 0, value));
}

function sumLanes(s: usize, width: usize): f64 {
  let low = f64x2.splat(0);
  let high = low;
  for (; width >= 4; width -= 4) {
    const x = v128.load(s);
    low = f64x2.add(low, f64x2.promote_low_f32x4(x));
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 1)));
    s += 16;
  }
  const pair = f64x2.add(low, high);
  let sum = f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
  for (; width !== 0; width--) {
    sum += <f64>load<f32>(s);
    s += 4;
  }
  return sum;
}

function maxLanes(s: usize, width: usize): f32 {
  let four = f32x4.splat(-f32.POSITIVE_INFINITY);
  let unordered = f32x4.splat(0);
  for (; width >= 4; width -= 4) {
    const x = v128.load(s);
    four = f32x4.pmax(four, x);
    unordered = v128.or(unordered, f32x4.ne(x, x));
    s += 16;
  }
  if (v128.any_true(unordered)) return f32.NaN;
  let largest = max<f32>(
    max<f32>(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1)),
    max<f32>(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3)),
  );
  for (; width !== 0; width--) {
    largest = max<f32>(largest, load<f32>(s));
    s += 4;
  }
  return largest;
}
