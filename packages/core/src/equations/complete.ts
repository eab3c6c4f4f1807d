import {
  children,
  type Definition,
  type Equations,
  type Expression,
  parametersOf,
  withChildren,
} from "./expression.ts";
import type { Term } from "./syntax.ts";

/** Equations with every parameter written out, and first values for those that `norm` brought. */
export interface Completed {
  readonly equations: Equations;
  readonly init: ReadonlyMap<string, number>;
}

/**
 * Writes out what the text leaves unsaid: the gain and shift of `norm(v)`, and with `bias` one bias per gate.
 *
 *   norm(v)     → norm(v, g_norm1, b_norm1), counted over the cell
 *   σ(W x_t)    → σ(W x_t + b_z) in the equation of z, where no vector of parameters is added already
 *
 * A gate is an outermost sum that applies a matrix; a second one within one equation gets `b_z_2`.
 */
export function complete(equations: Equations, withBias: boolean): Completed {
  const taken = new Set([...parametersOf(equations).keys(), ...equations.definitions.map(({ name }) => name)]);
  const fresh = (...names: ((i: number) => string)[]): string[] => {
    let i = 1;
    while (names.some((name) => taken.has(name(i)))) i++;
    const made = names.map((name) => name(i));
    for (const name of made) taken.add(name);
    return made;
  };
  const init = new Map<string, number>();
  const nameNorms = (e: Expression): Expression => {
    const read = withChildren(e, nameNorms);
    if (read.kind !== "call" || read.function.name !== "norm") return read;
    const [v, ...given] = read.arguments as [Expression, ...Expression[]];
    const own =
      given.length < 2
        ? fresh(
            (i) => `g_norm${i}`,
            (i) => `b_norm${i}`,
          )
        : [];
    const [gain = parameter(e, own[0]!), shift = parameter(e, own[1]!)] = given;
    if (gain.kind === "parameter") init.set(gain.name, 1);
    if (shift.kind === "parameter") init.set(shift.name, 0);
    return { ...read, arguments: [v, gain, shift] };
  };
  const definitions = equations.definitions
    .map((definition): Definition => ({ ...definition, right: nameNorms(definition.right) }))
    .map((definition): Definition => {
      if (!withBias) return definition;
      const base = `b_${definition.name.replace(/[{}-]/g, "")}`;
      const bias = (gate: Expression) => parameter(gate, fresh((i) => (i === 1 ? base : `${base}_${i}`))[0]!);
      return { ...definition, right: withBiases(definition.right, bias) };
    });
  return { equations: { ...equations, definitions }, init };
}

const parameter = ({ start, end }: Expression, name: string): Expression => ({ kind: "parameter", name, start, end });

function withBiases(e: Expression, bias: (gate: Expression) => Expression): Expression {
  if (!isAffine(e)) return withChildren(e, (child) => withBiases(child, bias));
  const terms: readonly Term<Expression>[] = e.kind === "sum" ? e.terms : [{ sign: 1, value: e }];
  if (terms.some((term) => term.value.kind === "parameter")) return e;
  const { start, end } = e;
  return { kind: "sum", terms: [...terms, { sign: 1, value: bias(e) }], start, end };
}

/** Whether an expression is, or adds up, matrix applications, possibly gated or normalised. */
function isAffine(e: Expression): boolean {
  if (e.kind === "apply") return true;
  if (e.kind === "sum" || e.kind === "negative" || e.kind === "product") return children(e).some(isAffine);
  return e.kind === "call" && e.function.name === "norm" && isAffine(e.arguments[0]!);
}
