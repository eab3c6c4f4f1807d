import type { Expression, Orientation } from "./expression.ts";
import { type At, equationError, excerpt, place, type Source } from "./source.ts";
import type { Syntax } from "./syntax.ts";

/** What decides the meaning of chains: which names are parameters, and what is known of each. */
export interface Chains {
  readonly source: Source;
  /** The parameter that a name stands for, if it does, and its declared rank where there is one. */
  parameter(node: Syntax & { kind: "name" }): { name: string; rank: number | undefined } | undefined;
  /** Parameters that are matrices, each with the chain that says so. */
  readonly matrices: Map<string, At>;
  /** Set by the first matrix applied. */
  orientation: Orientation;
  orientedAt: At | undefined;
}

type Name = Syntax & { kind: "name" };

/** A node of numbers alone: beside anything it scales. */
export function isNumber(node: Syntax): boolean {
  return node.kind === "number" || (!["name", "column", "concat"].includes(node.kind) && inside(node).every(isNumber));
}

export function inside(node: Syntax): readonly Syntax[] {
  switch (node.kind) {
    case "call":
      return node.arguments;
    case "concat":
      return node.parts;
    case "power":
      return [node.base];
    case "chain":
      return node.factors;
    case "product":
      return [node.first, ...node.rest.map((factor) => factor.value)];
    case "negative":
      return [node.value];
    case "sum":
      return node.terms.map((term) => term.value);
    default:
      return [];
  }
}

/**
 * Notes every parameter that multiplies in a chain as a matrix.
 *
 * Errors: E_EQUATION for sums and powers of parameters in a chain, where matrices and vectors cannot be told apart.
 */
export function noteMatrices(chains: Chains, node: Syntax): void {
  if (node.kind === "chain") {
    const factors = flatten(chains, node).filter((factor) => !isNumber(factor));
    if (factors.length > 1) for (const factor of factors) noteFactor(chains, factor, node);
  }
  for (const child of inside(node)) noteMatrices(chains, child);
}

function noteFactor(chains: Chains, factor: Syntax, chain: Syntax): void {
  if (factor.kind === "name") {
    const parameter = chains.parameter(factor);
    if (parameter !== undefined && parameter.rank !== 1 && !chains.matrices.has(parameter.name))
      chains.matrices.set(parameter.name, chain);
  } else if (isLinearInParameters(chains, factor))
    throw equationError(chains.source, factor, {
      expected: "a single matrix, or a vector, in this product",
      got: excerpt(chains.source.text.slice(factor.start, factor.end)),
      hint:
        factor.kind === "power"
          ? "a label instead of a power, as in W_2 or W^{(2)}, or ⊙ after a vector's power"
          : "one product for each matrix, as in V x_t + W x_t, or ⊙ if these are vectors",
    });
}

const isLinearInParameters = (chains: Chains, node: Syntax): boolean =>
  node.kind === "name"
    ? chains.parameter(node) !== undefined
    : ["sum", "negative", "power"].includes(node.kind) &&
      inside(node).every((child) => isLinearInParameters(chains, child));

/** The factors of a chain, `(V W)` being as good as `V W` within one. */
function flatten(chains: Chains, node: Syntax & { kind: "chain" }): Syntax[] {
  return node.factors.flatMap((factor) =>
    factor.kind === "chain" && factor.factors.every((f) => isNumber(f) || (f.kind === "name" && chains.parameter(f)))
      ? flatten(chains, factor)
      : [factor],
  );
}

/**
 * What a chain means: matrices apply to the vector on their right (or, where the chain ends in a matrix, on their
 * left), everything else is elementwise.
 *
 * Errors: E_EQUATION for a matrix without a vector, and for the two orientations in one cell.
 */
export function oriented(
  chains: Chains,
  node: Syntax & { kind: "chain" },
  expression: (factor: Syntax) => Expression,
): Expression {
  const { source, matrices } = chains;
  const factors = flatten(chains, node);
  const matrixOf = (factor: Syntax | undefined): string | undefined => {
    const name = factor?.kind === "name" ? chains.parameter(factor)?.name : undefined;
    return name !== undefined && matrices.has(name) ? name : undefined;
  };
  const isMatrix = (factor: Syntax | undefined): factor is Name => matrixOf(factor) !== undefined;
  const heavy = factors.filter((factor) => !isNumber(factor));
  if (heavy.some(isMatrix)) {
    if (heavy.every(isMatrix))
      throw equationError(source, node, {
        expected: "a vector beside the matrix",
        got: "none",
        hint: vectorHint(heavy),
      });
    orient(chains, node, isMatrix(heavy.at(-1)) ? "row" : "column");
    if (chains.orientation === "row" && isMatrix(heavy[0]))
      throw equationError(source, node, {
        expected: "matrices on one side of their vectors",
        got: `${excerpt(source.text.slice(node.start, node.end))}, with matrices on both sides`,
      });
  }
  const row = chains.orientation === "row" && heavy.some(isMatrix);
  let result: Expression | undefined;
  let open = false; // whether result is a product that this chain began
  for (const factor of row ? factors : factors.reverse()) {
    const at = result === undefined ? factor : hull(factor, result);
    const matrix = matrixOf(factor);
    if (matrix !== undefined) {
      result = { kind: "apply", matrix, vector: result!, ...at };
      open = false;
      continue;
    }
    const value = expression(factor);
    if (result === undefined) result = value;
    else {
      const known: Expression[] =
        open && result.kind === "product" ? [result.first, ...result.rest.map((f) => f.value)] : [result];
      const [first, ...rest] = (row ? [...known, value] : [value, ...known]) as [Expression, ...Expression[]];
      result = { kind: "product", first, rest: rest.map((e) => ({ operator: "⊙", value: e })), ...at };
      open = true;
    }
  }
  return result!;
}

const hull = (a: At, b: At): At => ({ start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) });

const vectorHint = (heavy: readonly Name[]) =>
  heavy.length > 1
    ? "⊙ between parameters that are vectors"
    : `${heavy[0]!.token.raw} x_t, or another name for a vector`;

function orient(chains: Chains, node: Syntax, orientation: "row" | "column"): void {
  if (chains.orientation === undefined) [chains.orientation, chains.orientedAt] = [orientation, node];
  if (chains.orientation === orientation) return;
  const { source } = chains;
  const side = (o: Orientation) => (o === "row" ? "row vectors (x W)" : "column vectors (W x)");
  throw equationError(source, node, {
    expected: `${side(chains.orientation)}, as at ${place(source, chains.orientedAt!)}`,
    got: `${excerpt(source.text.slice(node.start, node.end))}, which is for ${side(orientation)}`,
    hint: "one of the two throughout the cell",
  });
}
