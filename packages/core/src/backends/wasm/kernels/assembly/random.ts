/**
 * Fills dense rows dst[outer][rows][inner] of `width` lanes with random numbers, uniform in [0, 1); lanes beyond the width
 * become zeros.
 *
 *   (w₀, w₁) = threefry(k₀ + stream, k₁; row, ⌊place / 2⌋)      u = ⌊w_(place mod 2) / 2^8⌋ / 2^24
 *   row = the key's first row + index (0 when counted = 0)       place = (outer · inner's index) · 2⌈width/2⌉ + lane
 *
 * The key is five floats: two words in pieces of 16 bits, the lower first, and the first row. Four counters, eight lanes,
 * are computed at once.
 */
export function random(
  dst: usize,
  key: usize,
  stream: u32,
  counted: u32,
  outer: u32,
  rows: u32,
  inner: u32,
  width: u32,
): void {
  const key0 = word(key) + stream;
  const key1 = word(key + 8);
  const key2 = key0 ^ key1 ^ 0x1bd11bda;
  const first: u32 = counted !== 0 ? <u32>load<f32>(key, 16) : 0;
  const k0 = i32x4.splat(key0);
  const k1 = i32x4.splat(key1);
  const k2 = i32x4.splat(key2);
  const k21 = i32x4.splat(key2 + 1);
  const k02 = i32x4.splat(key0 + 2);
  const k13 = i32x4.splat(key1 + 3);
  const k24 = i32x4.splat(key2 + 4);
  const k05 = i32x4.splat(key0 + 5);
  const pairs = (width + 1) >> 1;
  const pitch = ((width + 3) & ~3) << 2;
  const tail = pitch & 16;
  const whole = pitch - tail;

  let place: u32 = 0;
  for (let o: u32 = 0; o !== outer; o++) {
    for (let i: u32 = 0; i !== inner; i++) {
      let d = dst + (o * rows * inner + i) * pitch;
      for (let r: u32 = 0; r !== rows; r++) {
        const start = i32x4.splat(first + r);
        let counters = i32x4.add(i32x4.splat(place), i32x4(0, 1, 2, 3));
        for (let at: usize = 0; at < pitch; at += 32) {
          let a = i32x4.add(start, k0);
          let b = i32x4.add(counters, k1);
          counters = i32x4.add(counters, i32x4.splat(4));

          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 13), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 15), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 26), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 6), a);
          a = i32x4.add(a, k1);
          b = i32x4.add(b, k21);

          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 17), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 29), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 16), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 24), a);
          a = i32x4.add(a, k2);
          b = i32x4.add(b, k02);

          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 13), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 15), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 26), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 6), a);
          a = i32x4.add(a, k0);
          b = i32x4.add(b, k13);

          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 17), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 29), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 16), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 24), a);
          a = i32x4.add(a, k1);
          b = i32x4.add(b, k24);

          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 13), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 15), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 26), a);
          a = i32x4.add(a, b);
          b = v128.xor(rotated(b, 6), a);
          a = fractions(i32x4.add(a, k2));
          b = fractions(i32x4.add(b, k05));

          v128.store(d + at, v128.shuffle<i32>(a, b, 0, 4, 1, 5));
          if (at < whole) v128.store(d + at, v128.shuffle<i32>(a, b, 2, 6, 3, 7), 16);
        }
        for (let lane = width << 2; lane < pitch; lane += 4) store<f32>(d + lane, 0);
        d += inner * pitch;
      }
      place += pairs;
    }
  }
}

/** A word from its two pieces. */
function word(pieces: usize): u32 {
  return <u32>load<f32>(pieces) | ((<u32>load<f32>(pieces, 4)) << 16);
}

function rotated(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

/** The upper 24 bits of every word as a fraction. */
function fractions(words: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(words, 8)), f32x4.splat(1.0 / 16777216));
}
