import * as g from "../graph/ops.ts";
import type { Size } from "../graph/size.ts";
import type { Node, Tensor } from "../graph/tensor.ts";
import { rebuild } from "../graph/traverse.ts";

/**
 * Computing a body's value for all steps at once: the same operations on tensors with the scan's axis in front.
 *
 * `outer` holds what a body tensor is outside: a stepped value has the axis in front, an invariant one has not.
 */
export class Lift {
  readonly axis: Size;
  readonly stepped: Map<Tensor, Tensor>;
  readonly invariant: ReadonlyMap<Tensor, Tensor>;
  private readonly liftables = new Map<Tensor, boolean>();
  private readonly invariants = new Map<Tensor, boolean>();

  constructor(axis: Size, stepped: Map<Tensor, Tensor>, invariant: ReadonlyMap<Tensor, Tensor>) {
    this.axis = axis;
    this.stepped = stepped;
    this.invariant = invariant;
  }

  /** Whether the value is the same at every step. */
  isInvariant(t: Tensor): boolean {
    if (this.invariant.has(t) || t.node.op.kind === "constant") return true;
    if (this.stepped.has(t)) return false;
    let found = this.invariants.get(t);
    if (found === undefined) {
      found = t.node.inputs.length > 0 && t.node.inputs.every((i) => this.isInvariant(i));
      this.invariants.set(t, found);
    }
    return found;
  }

  /** Whether every operation down to what is known outside has a form for all steps at once. */
  can(t: Tensor): boolean {
    if (this.isInvariant(t) || this.stepped.has(t)) return true;
    let found = this.liftables.get(t);
    if (found === undefined) {
      found = liftable(t.node, this) && t.node.inputs.every((i) => this.can(i));
      this.liftables.set(t, found);
    }
    return found;
  }

  /** The value outside the loop, with the axis in front unless it is invariant. */
  lift(t: Tensor): Tensor {
    const known = this.invariant.get(t) ?? this.stepped.get(t);
    if (known !== undefined) return known;
    if (this.isInvariant(t)) return rebuild([t], new Map(this.invariant))[0]!;
    const lifted = this.apply(t.node);
    this.stepped.set(t, lifted);
    return lifted;
  }

  /** An operand for an elementwise operation of `rank` body axes: fewer axes get ones behind the scan's axis. */
  private operand(t: Tensor, rank: number): Tensor {
    const lifted = this.lift(t);
    if (this.isInvariant(t) || t.shape.length === rank) return lifted;
    const ones = new Array<Size>(rank - t.shape.length).fill(1);
    return g.reshape(lifted, [this.axis, ...ones, ...t.shape]);
  }

  private apply(n: Node): Tensor {
    const { op, inputs } = n;
    const shape = n.outputs[0]!.shape;
    const operands = () => inputs.map((t) => this.operand(t, shape.length)) as [Tensor, Tensor, Tensor];
    switch (op.kind) {
      case "unary":
        return g[op.name](this.lift(inputs[0]!));
      case "binary":
        return g[op.name](operands()[0], operands()[1]);
      case "select":
        return g.select(...operands());
      case "matmul":
        return g.matmul(this.lift(inputs[0]!), this.lift(inputs[1]!), op.form);
      case "reduce": {
        const axes = op.axes.map((axis) => axis + 1);
        return op.name === "sum"
          ? g.sum(this.lift(inputs[0]!), axes, true)
          : g.reduceMax(this.lift(inputs[0]!), axes, true);
      }
      case "broadcast":
        return g.broadcast(operands()[0], [this.axis, ...op.shape]);
      case "reshape":
        return g.reshape(this.lift(inputs[0]!), [this.axis, ...op.shape]);
      case "transpose":
        return g.transpose(this.lift(inputs[0]!), [0, ...op.order.map((axis) => axis + 1)]);
      case "slice":
        return g.slice(this.lift(inputs[0]!), op.axis + 1, op.start, op.length);
      case "concat":
        return g.concat(
          inputs.map((t) => this.broadcastInvariant(t)),
          op.axis + 1,
        );
      case "pad":
        return g.pad(this.lift(inputs[0]!), op.axis + 1, op.before, op.after);
      default:
        throw new Error(`${op.kind} cannot be lifted`);
    }
  }

  private broadcastInvariant(t: Tensor): Tensor {
    return this.isInvariant(t) ? g.broadcast(this.lift(t), [this.axis, ...t.shape]) : this.lift(t);
  }
}

function liftable(n: Node, lift: Lift): boolean {
  const [a, b] = n.inputs;
  switch (n.op.kind) {
    case "matmul":
      return n.op.form !== "tn" && n.op.rows * n.op.columns === 1 && !lift.isInvariant(a!) && lift.isInvariant(b!);
    case "unary":
    case "reduce":
    case "reshape":
    case "transpose":
    case "slice":
    case "pad":
    case "broadcast":
      return !lift.isInvariant(a!);
    case "binary":
    case "select":
    case "concat":
      return true;
    default:
      return false;
  }
}
