/**
 * The instructions of WebAssembly functions: a small, typed subset of the binary format (WebAssembly Core Specification
 * 2.0, with SIMD), over i32 and v128 locals. `module-writer.ts` puts functions together.
 */

export type ValueType = "i32" | "v128";
export const typeCode: Record<ValueType, number> = { i32: 0x7f, v128: 0x7b };

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
      bytes.push(low);
      return bytes;
    }
    bytes.push(low | 0x80);
  }
}

const i32Ops = {
  eqz: 0x45,
  lt_s: 0x48,
  add: 0x6a,
  sub: 0x6b,
  mul: 0x6c,
  div_u: 0x6e,
  and: 0x71,
  shl: 0x74,
  shr_u: 0x76,
} as const;

const simdOps = {
  "v128.not": 77,
  "v128.and": 78,
  "v128.andnot": 79,
  "v128.or": 80,
  "v128.bitselect": 82,
  "i32x4.eq": 55,
  "i32x4.shl": 171,
  "i32x4.shr_s": 172,
  "i32x4.shr_u": 173,
  "i32x4.add": 174,
  "i32x4.sub": 177,
  "f32x4.eq": 65,
  "f32x4.ne": 66,
  "f32x4.lt": 67,
  "f32x4.gt": 68,
  "f32x4.le": 69,
  "f32x4.ge": 70,
  "f32x4.nearest": 106,
  "f32x4.abs": 224,
  "f32x4.neg": 225,
  "f32x4.sqrt": 227,
  "f32x4.add": 228,
  "f32x4.sub": 229,
  "f32x4.mul": 230,
  "f32x4.div": 231,
  "f32x4.pmin": 234,
  "f32x4.pmax": 235,
  "i32x4.trunc_sat_f32x4_s": 248,
  "f32x4.convert_i32x4_s": 250,
} as const;

export type SimdOp = keyof typeof simdOps;

const float = new Float32Array(1);
const floatBits = new Uint32Array(float.buffer);

/** The body of one function; instructions append in order. */
export class Code {
  readonly bytes: number[] = [];
  private readonly parameterCount: number;
  private readonly locals: ValueType[] = [];
  /** Locals that hold one float32 in all lanes, by its bits. */
  private readonly splats = new Map<number, number>();

  constructor(parameterCount: number) {
    this.parameterCount = parameterCount;
  }

  local(type: ValueType): number {
    this.locals.push(type);
    return this.parameterCount + this.locals.length - 1;
  }

  get(local: number): this {
    if (local < 0x80) this.bytes.push(0x20, local);
    else this.bytes.push(0x20, ...unsigned(local));
    return this;
  }

  set(local: number): this {
    if (local < 0x80) this.bytes.push(0x21, local);
    else this.bytes.push(0x21, ...unsigned(local));
    return this;
  }

  tee(local: number): this {
    if (local < 0x80) this.bytes.push(0x22, local);
    else this.bytes.push(0x22, ...unsigned(local));
    return this;
  }

  constant(value: number): this {
    this.bytes.push(0x41, ...signed(value));
    return this;
  }

  i32(op: keyof typeof i32Ops): this {
    this.bytes.push(i32Ops[op]);
    return this;
  }

  simd(op: SimdOp): this {
    const code = simdOps[op];
    if (code < 0x80) this.bytes.push(0xfd, code);
    else this.bytes.push(0xfd, code | 0x80, code >> 7);
    return this;
  }

  /** Four 32-bit words as a vector. */
  words(values: readonly [number, number, number, number]): this {
    const buffer = new DataView(new ArrayBuffer(16));
    values.forEach((value, i) => buffer.setUint32(4 * i, value >>> 0, true));
    this.bytes.push(0xfd, 12, ...new Uint8Array(buffer.buffer));
    return this;
  }

  /**
   * One float32 in all lanes: kept in a local from the function's start on, since V8 builds a v128.const anew at every
   * use (measured on Node 24: a chain of gates takes twice as long with them).
   */
  splat(value: number): this {
    float[0] = value;
    const bits = floatBits[0]!;
    let local = this.splats.get(bits);
    if (local === undefined) {
      local = this.local("v128");
      this.splats.set(bits, local);
    }
    return this.get(local);
  }

  /** Loads four lanes from the address on the stack; alignment is a hint only. */
  load(offset: number): this {
    this.bytes.push(0xfd, 0, 2, ...unsigned(offset));
    return this;
  }

  /** Loads one float32 into all lanes. */
  loadSplat(offset: number): this {
    this.bytes.push(0xfd, 9, 2, ...unsigned(offset));
    return this;
  }

  store(offset: number): this {
    this.bytes.push(0xfd, 11, 2, ...unsigned(offset));
    return this;
  }

  call(index: number): this {
    this.bytes.push(0x10, ...unsigned(index));
    return this;
  }

  /** memory.fill: destination, value and byte count are on the stack. */
  fill(): this {
    this.bytes.push(0xfc, 11, 0);
    return this;
  }

  /** Repeats while `body` leaves a non-zero i32; runs at least once. */
  repeat(body: () => void): this {
    this.bytes.push(0x03, 0x40);
    body();
    this.bytes.push(0x0d, 0, 0x0b);
    return this;
  }

  /** Runs `body` if the i32 on the stack is not zero. */
  when(body: () => void): this {
    this.bytes.push(0x04, 0x40);
    body();
    this.bytes.push(0x0b);
    return this;
  }

  /** f32.const, f32x4.splat, local.set for every constant. */
  private constants(): number[] {
    return [...this.splats].flatMap(([bits, local]) => [
      ...[0x43, bits & 0xff, (bits >>> 8) & 0xff, (bits >>> 16) & 0xff, bits >>> 24],
      ...[0xfd, 19, 0x21, ...unsigned(local)],
    ]);
  }

  /** Locals in runs of one type, constants, code, end. */
  encode(): number[] {
    const runs: { type: ValueType; count: number }[] = [];
    for (const type of this.locals) {
      const last = runs.at(-1);
      if (last?.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    const head = [...unsigned(runs.length), ...runs.flatMap((run) => [...unsigned(run.count), typeCode[run.type]])];
    const constants = this.constants();
    const length = head.length + constants.length + this.bytes.length + 1;
    return unsigned(length).concat(head, constants, this.bytes, 0x0b);
  }
}
