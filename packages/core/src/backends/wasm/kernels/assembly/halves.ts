/**
 * A sum over rows is the sum over their first half plus the sum over the rest, as long as halvings are left and there are
 * 16 rows: so that as many threads can share the rows and come to the same bits.
 */
export function isHalved(rows: usize, halvings: u32): bool {
  return halvings !== 0 && rows >= 16;
}

/** dst[i] += src[i] for rows of width4 vectors of 4 lanes. */
export function addRows(dst: usize, dstPitch: usize, src: usize, srcPitch: usize, rows: usize, width4: usize): void {
  for (; rows !== 0; rows--) {
    for (let at: usize = 0; at < width4 << 4; at += 16)
      v128.store(dst + at, f32x4.add(v128.load(dst + at), v128.load(src + at)));
    dst += dstPitch;
    src += srcPitch;
  }
}
