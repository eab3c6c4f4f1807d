/** A size still to be found: a constant and a sum of unknowns. Unknown 0 is the input's size. */
export interface Dim {
  readonly constant: number;
  readonly terms: ReadonlyMap<number, number>;
}

/** The sizes that a cell is asked for. */
export interface CellSizes {
  /** Features of the input, F. */
  input: number;
  /** Width of everything that the equations leave open, H. */
  hidden: number;
}

export const dimOf = (constant: number): Dim => ({ constant, terms: new Map() });

export const totalOf = (dims: readonly Dim[]): Dim => dims.reduce((sum, dim) => combine(sum, dim, 1), dimOf(0));

function combine(a: Dim, b: Dim, factor: number): Dim {
  const terms = new Map(a.terms);
  for (const [unknown, count] of b.terms) {
    const total = (terms.get(unknown) ?? 0) + factor * count;
    if (total === 0) terms.delete(unknown);
    else terms.set(unknown, total);
  }
  return { constant: a.constant + factor * b.constant, terms };
}

const INPUT = 0;

/** Equations between sizes, solved one by one. */
export interface DimSystem {
  readonly input: Dim;
  open(): Dim;
  /** Makes two sizes one, for a reason that errors can give; false, and nothing changes, when they cannot be. */
  equate(a: Dim, b: Dim, reason: () => string): boolean;
  solved(dim: Dim): Dim;
  /** Why a size is what it is: the nearest reason, and those that gave a number. */
  reasons(dim: Dim): string[];
}

export function dimSystem(): DimSystem {
  const known = new Map<number, { dim: Dim; reason: () => string; sides: readonly [Dim, Dim] }>();
  let last = INPUT;
  const unknown = (id: number): Dim => ({ constant: 0, terms: new Map([[id, 1]]) });

  function solved(dim: Dim, seen = new Map<number, Dim>()): Dim {
    let result = dimOf(dim.constant);
    for (const [id, count] of dim.terms) {
      const found = known.get(id);
      if (found !== undefined && !seen.has(id)) seen.set(id, solved(found.dim, seen));
      result = combine(result, seen.get(id) ?? unknown(id), count);
    }
    return result;
  }

  function equate(a: Dim, b: Dim, reason: () => string): boolean {
    const difference = combine(solved(a), solved(b), -1);
    if (difference.terms.size === 0) return difference.constant === 0;
    const factor = [...difference.terms.values()].reduce(divisor, 0);
    // The input is given from outside: solve for it last. Younger unknowns first, so that values keep their own.
    const candidates = [...difference.terms]
      .filter(([id, count]) => Math.abs(count) === factor && (id !== INPUT || difference.terms.size === 1))
      .sort(([x], [y]) => y - x);
    const [chosen] = candidates;
    if (chosen === undefined || difference.constant % factor !== 0) return false;
    const [id, count] = chosen;
    const rest = combine(difference, unknown(id), -count);
    const dim: Dim = {
      constant: -rest.constant / count,
      terms: new Map([...rest.terms].map(([other, times]) => [other, -times / count])),
    };
    if (dim.constant <= 0 && [...dim.terms.values()].every((times) => times < 0)) return false;
    known.set(id, { dim, reason, sides: [a, b] });
    return true;
  }

  function reasons(dim: Dim): string[] {
    const steps = new Set<string>();
    const roots = new Set<string>();
    const queue = new Set(dim.terms.keys());
    for (const id of queue) {
      const step = known.get(id);
      if (step === undefined) continue;
      steps.add(step.reason());
      if (step.sides.some((side) => side.terms.size === 0)) roots.add(step.reason());
      for (const side of step.sides) for (const next of side.terms.keys()) queue.add(next);
    }
    return [...new Set([...[...steps].slice(0, 1), ...roots])].slice(0, 3);
  }

  return { input: unknown(INPUT), open: () => unknown(++last), equate, solved: (dim) => solved(dim), reasons };
}

const divisor = (a: number, b: number): number => (b === 0 ? Math.abs(a) : divisor(b, a % b));

/** The size as a number: what no equation decided is hidden. */
export function evaluate(dim: Dim, sizes: CellSizes): number {
  let size = dim.constant;
  for (const [id, count] of dim.terms) size += count * (id === INPUT ? sizes.input : sizes.hidden);
  return size;
}

/** How often a solved size counts the input and hidden. */
export function countsOf(dim: Dim): { input: number; hidden: number } {
  let hidden = 0;
  for (const [id, count] of dim.terms) if (id !== INPUT) hidden += count;
  return { input: dim.terms.get(INPUT) ?? 0, hidden };
}

/** "4", "input", "hidden + input", "8 - input". */
export function showDim(dim: Dim): string {
  const { input, hidden } = countsOf(dim);
  const unsigned = (count: number, name: string) => (count === 1 && name ? name : `${count} ${name}`.trim());
  const counts: [number, string][] = [
    [hidden, "hidden"],
    [input, "input"],
    [dim.constant, ""],
  ];
  const [first, ...rest] = counts.filter(([count]) => count !== 0).sort(([a], [b]) => Math.sign(b) - Math.sign(a));
  if (first === undefined) return "0";
  const more = rest.map(([count, name]) => ` ${count < 0 ? "-" : "+"} ${unsigned(Math.abs(count), name)}`);
  return unsigned(...first) + more.join("");
}
