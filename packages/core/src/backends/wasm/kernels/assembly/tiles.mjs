/**
 * Writes the micro-tiles of the matrix products as AssemblyScript, which has no macros: one function per shape.
 *
 * A tile keeps `rows` × 8·`panels` sums in registers (a half panel is 4 columns), runs down all of `depth` with k ascending,
 * and only then touches C; so the order of one element's sum never depends on the tile that computes it. The function walks
 * over `groups` neighbouring column groups itself, because a call costs as much as a tile of depth 8.
 */
export function writeTiles() {
  const gemm = { aStep: 4, steps: 4 };
  // Packed eight columns wide, one step of k lies 32 bytes further.
  const packed = { aStep: 32, steps: 4 };
  return [
    // The work horse: 8 sums, 2 vectors of B, 1 of A and 1 product fit the 15 registers that V8 hands out.
    tile({ ...gemm, name: "tile4x8", rows: 4, panels: 1, steps: 16 }),
    tile({ ...gemm, name: "tile3x8", rows: 3, panels: 1, steps: 8 }),
    tile({ ...gemm, name: "tile2x16", rows: 2, panels: 2, pairs: "rows" }),
    tile({ ...gemm, name: "tile2x8", rows: 2, panels: 1 }),
    tile({ ...gemm, name: "tile1x32", rows: 1, panels: 4, fence: 4 }),
    tile({ ...gemm, name: "tile1x16", rows: 1, panels: 2 }),
    tile({ ...gemm, name: "tile1x8", rows: 1, panels: 1 }),
    tile({ ...gemm, name: "tile4x4", rows: 4, panels: 0.5 }),
    tile({ ...gemm, name: "tile1x4", rows: 1, panels: 0.5 }),
    tile({ ...packed, name: "packedTile4x8", rows: 4, panels: 1, steps: 16 }),
    tile({ ...packed, name: "packedTile3x8", rows: 3, panels: 1 }),
    tile({ ...packed, name: "packedTile2x8", rows: 2, panels: 1 }),
    tile({ ...packed, name: "packedTile1x8", rows: 1, panels: 1 }),
    tile({ ...packed, name: "packedTile4x4", rows: 4, panels: 0.5 }),
    tile({ ...packed, name: "packedTile1x4", rows: 1, panels: 0.5 }),
  ].join("\n");
}

/**
 * One tile. `aStep` is the distance in bytes between two steps of k in A, `steps` how many the loop body holds.
 *
 * Three things are there for V8's sake (measured on Node 20, 22 and 24; without them 38 GFLOP/s, with them 53):
 * - an exit after every step, so that a step is a basic block of its own: in one long block TurboFan would schedule all loads
 *   first and spill;
 * - products are taken in pairs and joined by a shuffle that changes nothing (it emits no instruction), which keeps the order
 *   mul mul add add: with mul add mul add, processors that alternate between two pipes run half empty;
 * - a fence, an exit that is never taken, where even one step would load more vectors than there are registers.
 */
function tile({ name, rows, panels, aStep, steps, pairs = "vectors", fence = Infinity }) {
  const vectors = panels * 2;
  const pointers = Math.ceil(panels);
  const sums = range(rows).flatMap((i) => range(vectors).map((v) => ({ i, v, name: `c${i}_${v}` })));
  const order = pairs === "rows" ? sums.toSorted((p, q) => p.v - q.v || p.i - q.i) : sums;
  const shape = { order: order.toReversed(), aStep, fence };
  return `
export function ${name}(
  groups: usize, depth: usize, a: usize, aRow: usize, b: usize, bPanel: usize, c: usize, cPitch: usize, add: bool,
): void {
  for (; groups !== 0; groups--) {
    ${lines(rows, (i) => `let a${i} = ${i === 0 ? "a" : `a${i - 1} + aRow`};`)}
    ${lines(pointers, (q) => `let b${q} = ${q === 0 ? "b" : `b${q - 1} + bPanel`};`)}
    ${sums.map((sum) => `let ${sum.name} = f32x4.splat(0);`).join("\n")}
    let left = depth;
    if (left !== 0) while (true) {
      ${lines(steps - 1, (k) => `${step(k, shape)} if (left === ${k + 1}) break;`)}
      ${step(steps - 1, shape)} if (left <= ${steps}) break;
      left -= ${steps};
      ${lines(rows, (i) => `a${i} += ${aStep * steps};`)}
      ${lines(pointers, (q) => `b${q} += ${32 * steps};`)}
    }
    let row = c;
    ${lines(rows, (i) => `${lines(vectors, (v) => write(`c${i}_${v}`, 16 * v))} ${i + 1 < rows ? "row += cPitch;" : ""}`)}
    b += bPanel * ${pointers};
    c += ${16 * vectors};
  }
}`;
}

function step(k, { order, aStep, fence }) {
  const out = [];
  const loaded = new Set();
  const once = (variable, expression) => {
    if (!loaded.has(variable)) out.push(`const ${variable} = ${expression};`);
    loaded.add(variable);
    return variable;
  };
  const product = ({ i, v }) => {
    const x = once(`x${i}`, `v128.load32_splat(a${i}, ${k * aStep})`);
    const y = once(`y${v}`, `v128.load(b${v >> 1}, ${k * 32 + (v & 1) * 16})`);
    return once(`p${i}_${v}`, `f32x4.mul(${x}, ${y})`);
  };
  for (let n = 0; n < order.length; n += 2) {
    // No depth is that large, but V8 cannot know; each number stands once, or it would fold the comparisons.
    if (n > 0 && n % fence === 0) out.push(`if (left === ${2 ** 30 + k * 64 + n}) break;`);
    const [one, two] = [order[n], order[n + 1]];
    const [p, q] = [product(one), two && product(two)];
    out.push(`${one.name} = f32x4.add(${one.name}, ${q ? beside(p, q) : p});`);
    if (two) out.push(`${two.name} = f32x4.add(${two.name}, ${beside(q, p)});`);
  }
  return `{ ${out.join("\n")} }`;
}

const beside = (value, other) => `v128.shuffle<u8>(${value}, ${other}, ${range(16).join(", ")})`;

const write = (sum, at) =>
  `if (add) ${sum} = f32x4.add(v128.load(row, ${at}), ${sum}); v128.store(row, ${sum}, ${at});`;

const lines = (count, line) => range(count).map(line).join("\n");

const range = (length) => Array.from({ length }, (_, index) => index);
