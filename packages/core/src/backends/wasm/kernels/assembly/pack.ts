/**
 * Copies the K×N block src[k·rowStride + n·colStride] into panels of 8 columns, so that a product reads it in one stream:
 * element (k, n) goes to panel (col0+n) >> 3, row row0+k, lane (col0+n) & 7. Nothing else is written.
 */
export function packB(
  dst: usize,
  panelStride: usize,
  row0: usize,
  col0: usize,
  src: usize,
  rowStride: usize,
  colStride: usize,
  K: usize,
  N: usize,
): void {
  const end = col0 + N;
  let col = col0;
  dst += row0 << 5;
  for (; col < end && (col & 3) !== 0; col++) {
    packColumn(laneOf(dst, panelStride, col), src, rowStride, K);
    src += colStride;
  }
  if (colStride === 4) {
    for (; col + 16 <= end; col += 16) {
      packRows16(dst, panelStride, col, src, rowStride, K);
      src += 64;
    }
    for (; col + 4 <= end; col += 4) {
      packRows4(laneOf(dst, panelStride, col), src, rowStride, K);
      src += 16;
    }
  } else if (rowStride === 4) {
    for (; col + 4 <= end; col += 4) {
      packTransposed4(laneOf(dst, panelStride, col), src, colStride, K);
      src += colStride << 2;
    }
  }
  for (; col < end; col++) {
    packColumn(laneOf(dst, panelStride, col), src, rowStride, K);
    src += colStride;
  }
}

function laneOf(dst: usize, panelStride: usize, col: usize): usize {
  return dst + (col >> 3) * panelStride + ((col & 7) << 2);
}

function packColumn(d: usize, s: usize, rowStride: usize, K: usize): void {
  for (; K !== 0; K--) {
    store<f32>(d, load<f32>(s));
    d += 32;
    s += rowStride;
  }
}

// A whole cache line of every row at once: four passes of 4 columns would fetch it four times.
function packRows16(dst: usize, panelStride: usize, col: usize, s: usize, rowStride: usize, K: usize): void {
  let d0 = laneOf(dst, panelStride, col);
  let d1 = laneOf(dst, panelStride, col + 4);
  let d2 = laneOf(dst, panelStride, col + 8);
  let d3 = laneOf(dst, panelStride, col + 12);
  for (; K !== 0; K--) {
    v128.store(d0, v128.load(s));
    v128.store(d1, v128.load(s, 16));
    v128.store(d2, v128.load(s, 32));
    v128.store(d3, v128.load(s, 48));
    s += rowStride;
    d0 += 32;
    d1 += 32;
    d2 += 32;
    d3 += 32;
  }
}

function packRows4(d: usize, s: usize, rowStride: usize, K: usize): void {
  for (; K !== 0; K--) {
    v128.store(d, v128.load(s));
    s += rowStride;
    d += 32;
  }
}

function packTransposed4(d: usize, s0: usize, colStride: usize, K: usize): void {
  let s1 = s0 + colStride;
  let s2 = s1 + colStride;
  let s3 = s2 + colStride;
  for (; K >= 4; K -= 4) {
    const r0 = v128.load(s0);
    const r1 = v128.load(s1);
    const r2 = v128.load(s2);
    const r3 = v128.load(s3);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(d, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    v128.store(d, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32);
    v128.store(d, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64);
    v128.store(d, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96);
    s0 += 16;
    s1 += 16;
    s2 += 16;
    s3 += 16;
    d += 128;
  }
  for (; K !== 0; K--) {
    store<f32>(d, load<f32>(s0));
    store<f32>(d, load<f32>(s1), 4);
    store<f32>(d, load<f32>(s2), 8);
    store<f32>(d, load<f32>(s3), 12);
    s0 += 4;
    s1 += 4;
    s2 += 4;
    s3 += 4;
    d += 32;
  }
}
