import type { Tensor } from "../graph/tensor.ts";
import { isComplement, plain } from "./value-range.ts";

/** What a gate does to a state, unit by unit. */
export interface GateRole {
  readonly state: string;
  /** Where the gate stands when the state keeps what it was: f of an LSTM `open`, z of a GRU `closed`. Undefined where it has no say. */
  readonly keeps: "open" | "closed" | undefined;
  /** Where the gate stands when the state takes in what the step computed: i of an LSTM and z of a GRU `open`. */
  readonly writes: "open" | "closed" | undefined;
  /** Whether the state is made of what it was before, unit by unit, under any gate: an LSTM's c is, its h is made anew. */
  readonly carried: boolean;
}

/** A step of a cell on placeholders. */
export interface StepGraph {
  readonly states: readonly string[];
  readonly values: Readonly<Record<string, Tensor>>;
  readonly previous: Readonly<Record<string, Tensor>>;
}

/**
 * What a gate does to states, read off their equations as sums of products:
 *
 *   s_t = … + g ⊙ s_{t−1} + …          keeps when open
 *   s_t = … + (1 − g) ⊙ s_{t−1} + …    keeps when closed
 *   s_t = … + g ⊙ a + …                writes when open; (1 − g) ⊙ a when closed
 *
 * A gate that only stands inside of other functions, such as a GRU's r, has no role of these.
 */
export function gateRoles(gate: Tensor, { states, values, previous }: StepGraph): GateRole[] {
  return states.flatMap((state) => {
    const before = previous[state]!;
    const terms = termsOf(values[state]!).map(factorsOf);
    const where = (isKept: boolean): "open" | "closed" | undefined => {
      const own = terms.filter((factors) => factors.includes(before) === isKept);
      if (own.some((factors) => factors.includes(gate))) return "open";
      return own.some((factors) => factors.some((factor) => isComplement(factor, gate))) ? "closed" : undefined;
    };
    const [keeps, writes] = [where(true), where(false)];
    const carried = terms.some((factors) => factors.includes(before));
    return keeps === undefined && writes === undefined ? [] : [{ state, keeps, writes, carried }];
  });
}

function termsOf(tensor: Tensor): Tensor[] {
  const t = plain(tensor);
  const { op, inputs } = t.node;
  const isSum = op.kind === "binary" && (op.name === "add" || (op.name === "sub" && !isConstant(inputs[0]!)));
  return isSum ? inputs.flatMap(termsOf) : [t];
}

function factorsOf(tensor: Tensor): Tensor[] {
  const t = plain(tensor);
  const { op, inputs } = t.node;
  return op.kind === "binary" && op.name === "mul" ? inputs.flatMap(factorsOf) : [t];
}

const isConstant = (tensor: Tensor): boolean => plain(tensor).node.op.kind === "constant";
