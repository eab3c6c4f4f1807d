import type { Shape } from "../../graph/size.ts";
import type { Node, Tensor } from "../../graph/tensor.ts";
import type { Chain, ChainValue } from "./instructions.ts";
import { NONE, physical, type View } from "./layout.ts";
import type { Level } from "./lower.ts";

/** Collects elementwise nodes of one shape into a chain. */
export class ChainBuilder {
  private readonly level: Level;
  private readonly shape: ReturnType<typeof physical>;
  private readonly inputs: View[] = [];
  private readonly values: ChainValue[] = [];
  private readonly outputs: { value: number; view: View }[] = [];
  private readonly known = new Map<Tensor, number>();

  constructor(level: Level, shape: Shape) {
    this.level = level;
    this.shape = physical(shape);
  }

  private push(value: ChainValue): number {
    this.values.push(value);
    return this.values.length - 1;
  }

  /** A tensor from outside the chain, broadcast to the chain's shape. */
  value(t: Tensor): number {
    const known = this.known.get(t);
    if (known !== undefined) return known;
    const { op } = t.node;
    const value =
      op.kind === "constant"
        ? this.push({ kind: "constant", value: op.value })
        : this.push({ kind: "load", input: this.inputs.push(this.broadcast(t)) - 1 });
    this.known.set(t, value);
    return value;
  }

  /** Values that lie in the chain's own shape. */
  load(view: View): number {
    return this.push({ kind: "load", input: this.inputs.push(view) - 1 });
  }

  plus(x: number, y: number): number {
    return this.push({ kind: "binary", name: "add", x, y });
  }

  private broadcast(t: Tensor): View {
    const view = this.level.view(t);
    const from = physical(t.shape);
    const { lead, width } = this.shape;
    const missing = lead.length - from.lead.length;
    const strides = lead.map((size, i) =>
      i < missing || size === 1 || from.lead[i - missing] === 1 ? NONE : view.strides[i - missing]!,
    );
    return { ...view, strides, lanes: from.width === 1 && width > 1 ? "splat" : view.lanes };
  }

  add(n: Node): number {
    const [x, y, z] = n.inputs.map((t) => this.value(t));
    const { op } = n;
    const value =
      op.kind === "unary"
        ? this.push({ kind: "unary", name: op.name, x: x! })
        : op.kind === "binary"
          ? this.push({ kind: "binary", name: op.name, x: x!, y: y! })
          : this.push({ kind: "select", condition: x!, a: y!, b: z! });
    this.known.set(n.outputs[0]!, value);
    return value;
  }

  store(value: number, view: View): void {
    this.outputs.push({ value, view });
  }

  finish(): Chain {
    return { ...this.shape, inputs: this.inputs, values: this.values, outputs: this.outputs };
  }
}
