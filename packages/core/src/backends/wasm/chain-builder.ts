import type { Shape } from "../../graph/size.ts";
import type { Node, Tensor } from "../../graph/tensor.ts";
import type { Chain, ChainValue } from "./instructions.ts";
import { physical, type View } from "./layout.ts";
import type { Level } from "./level.ts";
import { broadcastView } from "./views.ts";

/** Collects elementwise nodes of one shape into a chain. */
export class ChainBuilder {
  private readonly level: Level;
  private readonly shape: Shape;
  private readonly inputs: View[] = [];
  private readonly values: ChainValue[] = [];
  private readonly outputs: { value: number; view: View }[] = [];
  private readonly known = new Map<Tensor, number>();

  constructor(level: Level, shape: Shape) {
    this.level = level;
    this.shape = shape;
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
        : this.push({
            kind: "load",
            input: this.inputs.push(broadcastView(this.level.view(t), t.shape, this.shape)) - 1,
          });
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

  /** Zero where a value is so small that its products would be denormal numbers. */
  flush(x: number): number {
    return this.push({ kind: "flush", x });
  }

  store(value: number, view: View): void {
    this.outputs.push({ value, view });
  }

  finish(): Chain {
    return { ...physical(this.shape), inputs: this.inputs, values: this.values, outputs: this.outputs };
  }
}
