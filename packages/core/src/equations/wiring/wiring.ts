/**
 * A cell as a drawing shows it: what one step reads, computes and gives, and which wire goes where.
 *
 * Plain data, the same after JSON, in a fixed order. Wires go from what is computed earlier to what is computed later, so
 * there is no circle: what a step gives to the next one ends in a `next` node, and comes from a `previous` node.
 */
export interface CellWiring {
  readonly name: string;
  readonly nodes: readonly WiringNode[];
  readonly wires: readonly Wire[];
}

export type WiringNode = InputNode | PreviousNode | ValueNode | OperatorNode | NextNode | OutputNode;

/** What the step reads: all of x, or one column of it where the equations take columns apart. */
export interface InputNode {
  readonly id: string;
  readonly kind: "input";
  /** Its number, from 0; null for all of x. */
  readonly column: number | null;
  /** The name of the column, where the cell has one. */
  readonly columnName: string | null;
  /** Whether it is the input of the step before. */
  readonly previous: boolean;
}

/** A state, as the step before left it. */
export interface PreviousNode {
  readonly id: string;
  readonly kind: "previous";
  readonly name: string;
}

/**
 * `state` is carried to the next step; of what is not, `gate` lies between 0 and 1, as σ does, and `candidate` between −1 and 1, as
 * tanh does, by its equation; `value` is anything else that an equation names.
 */
export type ValueRole = "state" | "gate" | "candidate" | "value";

/** A value that an equation names. Products with parameters, biases and sums that go into its function are within it. */
export interface ValueNode {
  readonly id: string;
  readonly kind: "value";
  readonly name: string;
  readonly role: ValueRole;
  /** Between which numbers it lies by its equation; null where they do not bound it. */
  readonly range: readonly [low: number, high: number] | null;
  /** The function that is applied last: σ, tanh …; null where there is none. */
  readonly activation: string | null;
  /** Its equation as plain text; null in a cell from code. */
  readonly equation: string | null;
  /** Whether it is what the cell gives out. */
  readonly output: boolean;
}

/** An operation that no equation names: where values meet, a function of one, a product with a matrix in between. */
export interface OperatorNode {
  readonly id: string;
  readonly kind: "operator";
  /** As it is drawn: `⊙`, `+`, `1−`, `tanh`, `U_n`. */
  readonly label: string;
  /** `sum`, `product`, `power`, `join`, `linear`, or the name of a function. */
  readonly operation: string;
  /** What it is applied to, in order. */
  readonly operands: readonly Operand[];
  /** Whether the operands' values say its own: not so where parameters take part. */
  readonly exact: boolean;
}

/** A number, or the value of a node; `minus` where it is subtracted, `over` where it is divided by. */
export interface Operand {
  readonly of: string | number;
  readonly mark?: Mark;
}

export type Mark = "minus" | "over";

/** A state, as it goes on to the next step. */
export interface NextNode {
  readonly id: string;
  readonly kind: "next";
  readonly name: string;
}

/** Where the cell's output leaves it. */
export interface OutputNode {
  readonly id: string;
  readonly kind: "output";
  readonly name: string;
}

export interface Wire {
  readonly from: string;
  readonly to: string;
  /** Parameters that multiply on the way, as equations write them: `W_z`. */
  readonly weights: readonly string[];
  /** `minus` where it is subtracted at its end, `over` where it is divided by. */
  readonly mark: Mark | null;
}
