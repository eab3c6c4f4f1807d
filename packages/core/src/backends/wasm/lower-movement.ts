import type { Shape } from "../../graph/size.ts";
import type { Node, Op, Tensor } from "../../graph/tensor.ts";
import { bytesOf, denseStrides, extent, NONE, paddedWidth, physical, type View } from "./layout.ts";
import type { Level } from "./level.ts";
import { axisStrides, broadcastView, endElement, laneStride, moved } from "./views.ts";

type Movement = "broadcast" | "reshape" | "transpose" | "slice" | "element" | "place" | "concat" | "pad";

/** Movement is another view of the same memory where one will do, else a copy. */
export function lowerMovement(level: Level, n: Node, op: Extract<Op, { kind: Movement }>): void {
  const [x] = n.inputs as [Tensor];
  const [output] = n.outputs as [Tensor];
  switch (op.kind) {
    case "broadcast":
      return level.setView(output, broadcastView(level.view(x), x.shape, op.shape));
    case "reshape":
      return reshape(level, x, output);
    case "transpose":
      return transpose(level, op.order, x, output);
    case "slice": {
      const view = level.view(x);
      const strides = view.strides.map((s, i) => (i === op.axis && op.length === 1 ? NONE : s));
      return level.setView(output, { ...moved(view, axisStrides(x.shape, view)[op.axis]!, op.start), strides });
    }
    case "element":
      return level.setView(output, endElement(x.shape, level.view(x), op.position));
    case "place": {
      const to = endElement(output.shape, cleared(level, output), op.position);
      // A row of its own can be stored as a whole.
      return physical(output.shape).lead.length > 0 ? level.copy(x, to) : copyElements(level, x, to);
    }
    case "concat": {
      const to = cleared(level, output);
      let start = 0;
      for (const part of n.inputs) {
        copyElements(level, part, moved(to, axisStrides(output.shape, to)[op.axis]!, start));
        start += part.shape[op.axis] as number;
      }
      return;
    }
    case "pad": {
      const to = cleared(level, output);
      return copyElements(level, x, moved(to, axisStrides(output.shape, to)[op.axis]!, op.before));
    }
  }
}

/** Room for a tensor, filled with zeros. */
function cleared(level: Level, t: Tensor): View {
  const view = level.allocate(t.shape);
  const { lead, width } = physical(t.shape);
  level.setView(t, view);
  level.emit({ kind: "clear", view, bytes: bytesOf(lead, 4 * paddedWidth(width)) });
  return view;
}

/** Copies element by element: for columns that do not start at a multiple of four lanes. */
function copyElements(level: Level, part: Tensor, to: View): void {
  const from = level.view(part);
  level.strided(part.shape, from, axisStrides(part.shape, from), to, axisStrides(part.shape, to));
}

function reshape(level: Level, x: Tensor, output: Tensor): void {
  const from = physical(x.shape);
  const to = physical(output.shape);
  const view = level.view(x);
  const long = (lead: Shape) => lead.filter((s) => s !== 1).join();
  if (from.width === to.width && long(from.lead) === long(to.lead)) {
    const strides = from.lead.flatMap((s, i) => (s === 1 ? [] : [view.strides[i]!]));
    let next = 0;
    return level.setView(output, { ...view, strides: to.lead.map((s) => (s === 1 ? NONE : strides[next++]!)) });
  }
  // Through an array without padding, in which both shapes have the same order.
  const flat: View = {
    buffer: level.buffer(bytesOf(from.lead, 4 * from.width)),
    offset: 0,
    terms: [],
    strides: [],
    lanes: "vector",
  };
  const inFlat = ({ lead, width }: typeof from) => [...denseStrides(lead, 4 * width), extent(4)];
  level.strided([...from.lead, from.width], view, [...view.strides, laneStride(view)], flat, inFlat(from));
  const target = level.destination(output);
  level.strided([...to.lead, to.width], flat, inFlat(to), target, [...target.strides, extent(4)]);
}

function transpose(level: Level, order: readonly number[], x: Tensor, output: Tensor): void {
  const view = level.view(x);
  const strides = axisStrides(x.shape, view);
  const permuted = order.map((axis) => strides[axis]!);
  const { lead, width } = physical(output.shape);
  if (lead.length === output.shape.length)
    return level.setView(output, { ...view, strides: permuted, lanes: "vector" });
  if (order.at(-1) === order.length - 1) return level.setView(output, { ...view, strides: permuted.slice(0, -1) });
  if (width === 1) return level.setView(output, { ...view, strides: permuted.slice(0, -1), lanes: "vector" });
  const target = level.destination(output);
  level.strided(output.shape, view, permuted, target, axisStrides(output.shape, target));
}
