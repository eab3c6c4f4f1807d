import type { Chain, ChainValue } from "../instructions.ts";
import { collapse, type Extent, extent, extentKey, type Level, paddedWidth, type View } from "../layout.ts";
import { Code } from "./assembler.ts";
import { emitBinary, emitFlush, emitSelect, emitUnary } from "./vector-math.ts";

/** Rows of so many vectors are unrolled; longer ones are a loop. */
const UNROLL = 4;

/**
 * A chain as a function: its parameters are the counts of the loops, the address of every operand and those strides that
 * are known at run time only. Chains of one form share one function, whatever they work on.
 */
export interface ChainFunction {
  readonly key: string;
  readonly parameters: readonly (Extent | { readonly view: View })[];
  readonly emit: () => Code;
}

export function chainFunction(chain: Chain): ChainFunction {
  const views = [...chain.inputs, ...chain.outputs.map((output) => output.view)];
  const levels = collapse(
    chain.lead,
    views.map((view) => view.strides),
  );
  const vectors = paddedWidth(chain.width) / 4;
  const flat = flatten(levels, views, chain.width, vectors);
  const loops = flat === undefined ? levels : [];
  const parameters: (Extent | { view: View })[] = [];
  const parameter = (value: Extent | { view: View }) => parameters.push(value) - 1;
  const counts = loops.map((level) => parameter(level.count));
  const flatCount = flat === undefined || flat.axes.length === 0 ? undefined : parameter(flat);
  const addresses = views.map((view) => parameter({ view }));
  const strides = loops.map((level) =>
    level.strides.map((stride) => (stride.axes.length === 0 ? stride.factor : { parameter: parameter(stride) })),
  );
  const inner = flat === undefined ? vectors : (flatCount ?? flat.factor);
  const key = JSON.stringify(
    [
      chain.values,
      chain.outputs.map((output) => output.value),
      views.map((view) => view.lanes),
      strides,
      flatCount === undefined ? inner : "flat",
      flat === undefined ? chain.width % 4 : 0,
    ],
    distinct,
  );
  return {
    key,
    parameters,
    emit: () => {
      const code = new Code(parameters.length);
      const body = new Row(code, chain, flat === undefined ? chain.width % 4 : 0);
      const walk = (depth: number, at: readonly number[]) => {
        if (depth === loops.length) {
          if (flatCount === undefined) body.emit(at, inner);
          else body.emitCounted(at, flatCount);
          return;
        }
        const left = code.local("i32");
        const pointers = at.map((address, k) => {
          if (strides[depth]![k] === 0) return address;
          const pointer = code.local("i32");
          code.get(address).set(pointer);
          return pointer;
        });
        code.get(counts[depth]!).set(left);
        code.repeat(() => {
          walk(depth + 1, pointers);
          pointers.forEach((pointer, k) => {
            const stride = strides[depth]![k]!;
            if (stride === 0) return;
            code.get(pointer);
            if (typeof stride === "number") code.constant(stride);
            else code.get(stride.parameter);
            code.i32("add").set(pointer);
          });
          code.get(left).constant(1).i32("sub").tee(left);
        });
      };
      walk(0, addresses);
      return code;
    },
  };
}

/** JSON writes null for NaN and infinities, and 0 for −0. */
const distinct = (_: string, value: unknown) =>
  typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0)) ? `${1 / value} ${value}` : value;

/** The number of vectors of everything, where all operands lie without gaps and rows end on a vector. */
function flatten(levels: readonly Level[], views: readonly View[], width: number, vectors: number): Extent | undefined {
  if (width % 4 !== 0 || views.some((view) => view.lanes === "splat")) return undefined;
  if (levels.length === 0) return undefined;
  if (levels.length > 1) return undefined;
  const [{ count, strides }] = levels as [Level];
  const dense = extentKey(extent(16 * vectors));
  if (!strides.every((stride) => extentKey(stride) === dense)) return undefined;
  return { factor: count.factor * vectors, axes: count.axes };
}

/** One row: loads, values and stores of its vectors. */
class Row {
  private readonly code: Code;
  private readonly chain: Chain;
  private readonly tail: number;

  constructor(code: Code, chain: Chain, tail: number) {
    this.code = code;
    this.chain = chain;
    this.tail = tail;
  }

  /** A fixed number of vectors. */
  emit(addresses: readonly number[], vectors: number): void {
    const splats = this.splats(addresses);
    const whole = this.tail === 0 ? vectors : vectors - 1;
    if (vectors <= UNROLL)
      for (let v = 0; v < whole; v += 2)
        this.vectors(addresses, splats, v + 1 < whole ? [16 * v, 16 * v + 16] : [16 * v], false);
    else if (whole > 0) {
      const { code } = this;
      const left = code.local("i32");
      code.constant(whole).set(left);
      this.loop(addresses, splats, left);
    }
    if (this.tail > 0) this.vectors(addresses, splats, [16 * whole], true);
  }

  /** As many vectors as a parameter says. */
  emitCounted(addresses: readonly number[], count: number): void {
    const left = this.code.local("i32");
    this.code.get(count).set(left);
    this.loop(addresses, this.splats(addresses), left);
  }

  /** Two vectors a round, and one more where their number is odd. */
  private loop(addresses: readonly number[], splats: ReadonlyMap<number, number>, left: number): void {
    const { code } = this;
    const offset = code.local("i32");
    const pairs = code.local("i32");
    const here = () =>
      addresses.map((address, k) => {
        if (splats.has(k)) return address;
        const pointer = code.local("i32");
        code.get(address).get(offset).i32("add").set(pointer);
        return pointer;
      });
    code.constant(0).set(offset);
    code.get(left).constant(1).i32("shr_u").tee(pairs);
    code.when(() =>
      code.repeat(() => {
        this.vectors(here(), splats, [0, 16], false);
        code.get(offset).constant(32).i32("add").set(offset);
        code.get(pairs).constant(1).i32("sub").tee(pairs);
      }),
    );
    code.get(left).constant(1).i32("and");
    code.when(() => this.vectors(here(), splats, [0], false));
  }

  /** Values that are the same in all lanes of a row, and constants, are loaded once. */
  private splats(addresses: readonly number[]): Map<number, number> {
    const splats = new Map<number, number>();
    this.chain.inputs.forEach((view, k) => {
      if (view.lanes !== "splat") return;
      const local = this.code.local("v128");
      this.code.get(addresses[k]!).loadSplat(0).set(local);
      splats.set(k, local);
    });
    return splats;
  }

  /**
   * Vectors at some offsets, all computed before any is stored, the last one stored first: so V8's revectorizer joins two
   * into one of twice the width, and without it they overlap.
   */
  private vectors(
    addresses: readonly number[],
    splats: ReadonlyMap<number, number>,
    offsets: readonly number[],
    masked: boolean,
  ): void {
    const { code, chain } = this;
    const computed = offsets.map((offset) => ({ offset, locals: this.compute(addresses, splats, offset) })).reverse();
    chain.outputs.forEach((output, i) => {
      for (const { offset, locals } of computed) {
        code.get(addresses[chain.inputs.length + i]!).get(locals[output.value]!);
        if (masked) code.words(laneMask(this.tail)).simd("v128.and");
        code.store(offset);
      }
    });
  }

  /** The chain's values of one vector, each in a local. */
  private compute(addresses: readonly number[], splats: ReadonlyMap<number, number>, offset: number): number[] {
    const { code, chain } = this;
    const locals: number[] = [];
    for (const value of chain.values) {
      const known = value.kind === "load" ? splats.get(value.input) : undefined;
      if (known === undefined) {
        this.value(value, locals, addresses, offset);
        const local = code.local("v128");
        code.set(local);
        locals.push(local);
      } else locals.push(known);
    }
    return locals;
  }

  private value(value: ChainValue, locals: readonly number[], addresses: readonly number[], offset: number): void {
    const { code } = this;
    switch (value.kind) {
      case "load":
        code.get(addresses[value.input]!).load(offset);
        return;
      case "constant":
        code.splat(value.value);
        return;
      case "unary":
        return emitUnary(code, value.name, locals[value.x]!);
      case "binary":
        return emitBinary(code, value.name, locals[value.x]!, locals[value.y]!);
      case "select":
        return emitSelect(code, locals[value.condition]!, locals[value.a]!, locals[value.b]!);
      case "flush":
        return emitFlush(code, locals[value.x]!);
    }
  }
}

const laneMask = (lanes: number) => [0, 1, 2, 3].map((i) => (i < lanes ? -1 : 0)) as [number, number, number, number];
