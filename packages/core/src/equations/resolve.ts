import { type Chains, inside, noteMatrices, oriented } from "./chains.ts";
import type { Definition, Equations, Expression } from "./expression.ts";
import type { Lookup } from "./lookup.ts";
import { type At, equationError, excerpt, place, type Source } from "./source.ts";
import type { Syntax } from "./syntax.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** An equation with its right side read but no name looked up. */
export interface Sentence {
  readonly name: string;
  readonly at: At;
  readonly right: Syntax;
}

/**
 * Looks up every name and gives every chain its meaning.
 *
 * Errors: E_EQUATION for undefined names, for a matrix where a vector must stand, and as `chains.ts` says.
 */
export function resolve(vocabulary: Vocabulary, lookup: Lookup, sentences: readonly Sentence[]): Equations {
  const { source, declared, columns } = vocabulary;
  for (const { right } of sentences) checkNames(lookup, right);
  const chains: Chains = {
    source,
    parameter(node) {
      const found = lookup.expression(node.token);
      if (found.kind !== "parameter") return undefined;
      return { name: found.name, rank: declared.get(found.name)?.length };
    },
    matrices: new Map(),
    orientation: undefined,
    orientedAt: undefined,
  };
  for (const { right } of sentences) noteMatrices(chains, right);
  const definitions = sentences.map(
    ({ name, at, right }): Definition => ({ name, at, right: expression(chains, lookup, right) }),
  );
  return { definitions, orientation: chains.orientation, columns };
}

function checkNames(lookup: Lookup, node: Syntax): void {
  if (node.kind === "name") lookup.expression(node.token);
  for (const child of inside(node)) checkNames(lookup, child);
}

function expression(chains: Chains, lookup: Lookup, node: Syntax): Expression {
  const read = (child: Syntax): Expression => expression(chains, lookup, child);
  const { start, end } = node;
  switch (node.kind) {
    case "number":
      return node;
    case "name":
      return vector(chains, node, lookup.expression(node.token));
    case "column":
      return lookup.column(node.token, node.key, node);
    case "call":
      return { ...node, arguments: node.arguments.map(read) };
    case "concat":
      return { ...node, parts: node.parts.map(read) };
    case "power":
      return { ...node, base: read(node.base) };
    case "chain":
      return { ...oriented(chains, node, read), start, end };
    case "product":
      return { ...node, first: read(node.first), rest: node.rest.map((f) => ({ ...f, value: read(f.value) })) };
    case "negative":
      return { ...node, value: read(node.value) };
    case "sum":
      return { ...node, terms: node.terms.map((term) => ({ ...term, value: read(term.value) })) };
  }
}

/** The expression of a name outside chains, where a matrix has no place. */
function vector(
  { source, matrices, parameter }: Chains,
  node: Syntax & { kind: "name" },
  found: Expression,
): Expression {
  if (found.kind !== "parameter") return found;
  const rank = parameter(node)?.rank;
  const chain = matrices.get(found.name);
  if (chain === undefined && rank !== 2) return found;
  throw equationError(source, node, {
    expected: `${found.name} to be a vector here`,
    got: `a matrix, as ${chain === undefined ? "its declared shape says" : matrixReason(source, chain)}`,
    hint: "two names, one for the matrix and one for the vector",
  });
}

const matrixReason = (source: Source, chain: At) =>
  `in ${excerpt(source.text.slice(chain.start, chain.end))} at ${place(source, chain)}`;
