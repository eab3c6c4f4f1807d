/**
 * Writes one micro-tile of a matrix product as AssemblyScript, which has no macros.
 *
 * A tile keeps `rows` × 8·`panels` sums in registers (a half panel is 4 columns), runs down all of `depth` with k ascending,
 * and only then touches C; so the order of one element's sum never depends on the tile that computes it. The function walks
 * over `groups` neighbouring column groups itself, because a call costs as much as a tile of depth 8.
 *
 * `aStep` is the distance in bytes between two steps of k in A, `steps` how many the loop body holds. An exit follows every
 * step: depths that are no multiple of `steps` need no loop of their own, and a step is a basic block of its own (in one long
 * block TurboFan would schedule all loads first and spill).
 *
 * Products are taken a few at a time, which keeps the order mul mul add add: with mul add mul add, processors that alternate
 * between two pipes run half empty. Two styles reach that:
 * - narrow: a shuffle that changes nothing (it emits no instruction) joins two products, so that no compiler parts them;
 * - wide: four products, two pairs of neighbours which V8's revectorizer joins into vectors of 256 bits. A shuffle would hide
 *   the pairs from it, so this style must be compiled as it stands, without AssemblyScript's optimiser.
 *
 * A `fence`, an exit that is never taken, stands where even one step would load more vectors than there are registers.
 */
export function writeTile({ name, style, rows, panels, aStep, steps = 4, pairs = "vectors", fence = Infinity }) {
  const vectors = panels * 2;
  const pointers = Math.ceil(panels);
  const sums = range(rows).flatMap((i) => range(vectors).map((v) => ({ i, v, name: `c${i}_${v}` })));
  const order = pairs === "rows" ? sums.toSorted((p, q) => p.v - q.v || p.i - q.i) : sums;
  const shape = { order: style === "wide" ? order : order.toReversed(), style, aStep, fence };
  return `
export function ${name}(
  groups: usize, depth: usize, a: usize, aRow: usize, b: usize, bPanel: usize, c: usize, cPitch: usize, add: bool,
): void {
  for (; groups !== 0; groups--) {
    ${lines(rows, (i) => `let a${i} = ${i === 0 ? "a" : `a${i - 1} + aRow`};`)}
    ${lines(pointers, (q) => `let b${q} = ${q === 0 ? "b" : `b${q - 1} + bPanel`};`)}
    ${sums.map((sum) => `let ${sum.name} = i32x4(0, 0, 0, 0);`).join("\n")}
    let left = depth;
    if (left !== 0) while (true) {
      ${lines(steps - 1, (k) => `${step(k, shape)} if (left === ${k + 1}) break;`)}
      ${step(steps - 1, shape)} if (left <= ${steps}) break;
      left -= ${steps};
      ${lines(rows, (i) => `a${i} += ${aStep * steps};`)}
      ${lines(pointers, (q) => `b${q} += ${32 * steps};`)}
    }
    let row = c;
    ${lines(rows, (i) => `${write(i, vectors)} ${i + 1 < rows ? "row += cPitch;" : ""}`)}
    b += bPanel * ${pointers};
    c += ${16 * vectors};
  }
}`;
}

function step(k, { order, style, aStep, fence }) {
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
  const together = style === "wide" ? 4 : 2;
  for (let n = 0; n < order.length; n += together) {
    // No depth is that large, but V8 cannot know; each number stands once, or it would fold the comparisons.
    if (n > 0 && n % fence === 0) out.push(`if (left === ${2 ** 30 + k * 64 + n}) break;`);
    const sums = order.slice(n, n + together);
    const products = sums.map(product);
    sums.forEach((sum, j) => {
      const other = style === "narrow" && products[j ^ 1];
      out.push(`${sum.name} = f32x4.add(${sum.name}, ${other ? beside(products[j], other) : products[j]});`);
    });
  }
  return `{ ${out.join("\n")} }`;
}

const beside = (value, other) => `v128.shuffle<u8>(${value}, ${other}, ${range(16).join(", ")})`;

/** One row of sums to C. The upper neighbour goes first: of lower and upper, V8's revectorizer would write the lower twice. */
const write = (i, vectors) => `if (add) {
      ${lines(vectors, (v) => `c${i}_${v} = f32x4.add(v128.load(row, ${16 * v}), c${i}_${v});`)}
    }
    ${lines(vectors, (n) => `v128.store(row, c${i}_${vectors - 1 - n}, ${16 * (vectors - 1 - n)});`)}`;

const lines = (count, line) => range(count).map(line).join("\n");

const range = (length) => Array.from({ length }, (_, index) => index);
