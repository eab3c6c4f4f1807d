/**
 * Copies n0×n1×n2×n3 elements between two strided views; d and s are the byte strides of the target and the source. The
 * views must not overlap; a source stride of 0 repeats.
 */
export function copyStrided(
  dst: usize,
  src: usize,
  n0: usize,
  n1: usize,
  n2: usize,
  n3: usize,
  d0: usize,
  d1: usize,
  d2: usize,
  d3: usize,
  s0: usize,
  s1: usize,
  s2: usize,
  s3: usize,
): void {
  const run = d3 === 4 && s3 === 4;
  for (let i0 = n0; i0 !== 0; i0--) {
    let dst1 = dst;
    let src1 = src;
    for (let i1 = n1; i1 !== 0; i1--) {
      let d = dst1;
      let s = src1;
      for (let i2 = n2; i2 !== 0; i2--) {
        if (run) copyRun(d, s, n3);
        else copyLine(d, d3, s, s3, n3);
        d += d2;
        s += s2;
      }
      dst1 += d1;
      src1 += s1;
    }
    dst += d0;
    src += s0;
  }
}

function copyRun(d: usize, s: usize, count: usize): void {
  for (; count >= 16; count -= 16) {
    v128.store(d, v128.load(s));
    v128.store(d, v128.load(s, 16), 16);
    v128.store(d, v128.load(s, 32), 32);
    v128.store(d, v128.load(s, 48), 48);
    d += 64;
    s += 64;
  }
  for (; count >= 4; count -= 4) {
    v128.store(d, v128.load(s));
    d += 16;
    s += 16;
  }
  copyLine(d, 4, s, 4, count);
}

function copyLine(d: usize, dStep: usize, s: usize, sStep: usize, count: usize): void {
  for (; count !== 0; count--) {
    // As an integer: loading a float may quieten a signalling NaN, and a copy keeps every bit.
    store<u32>(d, load<u32>(s));
    d += dStep;
    s += sStep;
  }
}
