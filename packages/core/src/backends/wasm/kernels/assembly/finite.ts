/** 1 if every float32 of the `bytes` at src is finite, else 0. */
export function allFinite(src: usize, bytes: usize): u32 {
  // x − x is +0 for a finite x and NaN for an infinity or NaN: one bit anywhere tells.
  let bits = f32x4.splat(0);
  for (; bytes >= 64; bytes -= 64) {
    const x0 = v128.load(src);
    const x1 = v128.load(src, 16);
    const x2 = v128.load(src, 32);
    const x3 = v128.load(src, 48);
    const y0 = v128.or(f32x4.sub(x0, x0), f32x4.sub(x1, x1));
    const y1 = v128.or(f32x4.sub(x2, x2), f32x4.sub(x3, x3));
    bits = v128.or(bits, v128.or(y0, y1));
    src += 64;
  }
  for (; bytes !== 0; bytes -= 4) {
    const x = v128.load32_zero(src);
    bits = v128.or(bits, f32x4.sub(x, x));
    src += 4;
  }
  return v128.any_true(bits) ? 0 : 1;
}
