import { layout as dagreLayout, Graph } from "@dagrejs/dagre";
import type { CellWiring, Mark, Wire } from "@sluice/core";
import type { NodeShape } from "./node-shape.ts";
import { angular, flowing, jointsOf, type Middle } from "./wire-paths.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedNode extends NodeShape {
  /** Its middle. */
  readonly x: number;
  readonly y: number;
}

export interface PlacedWire {
  readonly wire: Wire;
  /** SVG path data from end to end. */
  readonly path: string;
  readonly end: Point;
  readonly mark: Mark | null;
  /** Whether it ends beyond the middle of its node, where its mark has more room on that side. */
  readonly isLow: boolean;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly wires: readonly PlacedWire[];
  /** Where an input's wires part. */
  readonly joints: readonly (Point & { readonly from: string })[];
}

/** Whether a step goes from left to right, or from top to bottom. */
export type Direction = "right" | "down";

const NODE_GAP = 18;
const WIRE_GAP = 16;
const RANK_GAP = 34;
/** Between the lines of two inputs that rise beside each other. */
const RISER_GAP = 9;
const ARROW_ROOM = 12;
const RAIL_GAP = 10;

/**
 * Where everything goes: states come in at the left and go out at the right, inputs run along the bottom and rise between the
 * columns of nodes, where nothing else stands. Downwards it is the same, a quarter turned: states from top to bottom, inputs at the left.
 *
 * Columns, order and the ways of wires around nodes are dagre's.
 */
export function layoutCell(wiring: CellWiring, shapes: readonly NodeShape[], direction: Direction): Layout {
  // All is laid out to the right, and turned at the end: `along` is the way of the step, `across` the other.
  const size = ({ width, height }: NodeShape) =>
    direction === "right" ? { along: width, across: height } : { along: height, across: width };
  const inputs = shapes.filter(({ node }) => node.kind === "input");
  const others = shapes.filter(({ node }) => node.kind !== "input");
  const isInput = (id: string) => inputs.some(({ node }) => node.id === id);
  const wires = wiring.wires.filter((wire) => !isInput(wire.from));
  const graph = ranked(wiring, others, wires, size, RANK_GAP + RISER_GAP * inputs.length);
  const at = new Map(others.map(({ node }): [string, Middle] => [node.id, middle(graph.node(node.id))]));
  const sizes = new Map(shapes.map((shape) => [shape.node.id, size(shape)]));
  const columns = columnsOf(others.map(({ node }) => ({ ...at.get(node.id)!, half: sizes.get(node.id)!.along / 2 })));
  const columnOf = (along: number) => columns.find((column) => Math.abs(column.along - along) < 1);

  const bottom = Math.max(0, ...others.map(({ node }) => at.get(node.id)!.across + sizes.get(node.id)!.across / 2));
  let rail = bottom + 18;
  const left = Math.min(...columns.map(({ from }) => from));
  const risers = inputs.map(({ node }, i) => {
    const targets = wiring.wires.filter((wire) => wire.from === node.id);
    const room = ARROW_ROOM + RISER_GAP * (inputs.length - 1 - i);
    const rising = targets.map((wire) => columnOf(at.get(wire.to)!.along)!.from - room);
    return { node, targets, rising };
  });
  const firstRiser = Math.min(Infinity, ...risers.flatMap(({ rising }) => rising));
  for (const { node } of risers) {
    const { along, across } = sizes.get(node.id)!;
    at.set(node.id, { along: Math.min(left + along / 2, firstRiser - 8 - along / 2), across: rail + across / 2 });
    rail += across + RAIL_GAP;
  }

  const ports = portsOf(wiring, { at, sizes, isInput, lastOf: (wire) => lastBend(graph, wire) });
  const paths = wiring.wires.map((wire, i) => {
    const end = ports[i]!;
    const start = at.get(wire.from)!;
    const from = { along: start.along + sizes.get(wire.from)!.along / 2, across: start.across };
    if (!isInput(wire.from)) {
      const bends = bendsOf(graph, wire).flatMap((point) => {
        const column = columnOf(point.along);
        return column === undefined
          ? []
          : [
              { along: column.from, across: point.across },
              { along: column.to, across: point.across },
            ];
      });
      // Level until it has left its column, and from where it comes into the other: wider nodes stand there too.
      const out = { along: columnOf(start.along)!.to, across: from.across };
      const into = { along: columnOf(at.get(wire.to)!.along)!.from, across: end.across };
      return { end, steps: flowing([from, out, ...bends, into, end]) };
    }
    const { targets, rising } = risers.find((riser) => riser.node.id === wire.from)!;
    return { end, steps: angular(from, rising[targets.indexOf(wire)]!, end) };
  });
  const joints = risers.flatMap(({ node, targets, rising }) =>
    jointsOf(
      at.get(node.id)!.across,
      rising.map((along, i) => ({ along, across: ports[wiring.wires.indexOf(targets[i]!)]!.across })),
    ).map((joint) => ({ ...joint, from: node.id })),
  );

  const all = shapes.map(({ node }) => ({ ...at.get(node.id)!, ...halves(sizes.get(node.id)!) }));
  const low = {
    along: Math.min(...all.map((one) => one.along - one.halfAlong), firstRiser - 8),
    across: Math.min(...all.map((one) => one.across - one.halfAcross), ...bendsAcross(graph, wires)),
  };
  const high = {
    along: Math.max(...all.map((one) => one.along + one.halfAlong)),
    across: Math.max(...all.map((one) => one.across + one.halfAcross), ...bendsAcross(graph, wires)),
  };
  const turned = ({ along, across }: Middle): Point => {
    const [a, c] = [round(along - low.along), round(across - low.across)];
    return direction === "right" ? { x: a, y: c } : { x: round(high.across - across), y: a };
  };
  return {
    width: Math.ceil(direction === "right" ? high.along - low.along : high.across - low.across),
    height: Math.ceil(direction === "right" ? high.across - low.across : high.along - low.along),
    nodes: shapes.map((shape) => ({ ...shape, ...turned(at.get(shape.node.id)!) })),
    wires: wiring.wires.map((wire, i) => ({
      wire,
      path: paths[i]!.steps.map(
        ({ command, points }) =>
          `${command}${points
            .map(turned)
            .map(({ x, y }) => `${x} ${y}`)
            .join(" ")}`,
      ).join(""),
      end: turned(paths[i]!.end),
      mark: wire.mark,
      isLow: paths[i]!.end.across > at.get(wire.to)!.across,
    })),
    joints: joints.map((joint) => ({ ...turned(joint), from: joint.from })),
  };
}

interface Size {
  readonly along: number;
  readonly across: number;
}

const middle = ({ x = 0, y = 0 }: { x?: number; y?: number }): Middle => ({ along: x, across: y });
const halves = ({ along, across }: Size) => ({ halfAlong: along / 2, halfAcross: across / 2 });
const round = (value: number) => Math.round(value * 10) / 10;

/** Dagre's columns: states of the step before in the first, what leaves the step in the last. */
function ranked(
  wiring: CellWiring,
  shapes: readonly NodeShape[],
  wires: readonly Wire[],
  size: (shape: NodeShape) => Size,
  ranksep: number,
) {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: NODE_GAP, edgesep: WIRE_GAP, ranksep });
  graph.setDefaultEdgeLabel(() => ({}));
  graph.setNode("root", { width: 0, height: 0 });
  for (const shape of shapes) {
    const { along, across } = size(shape);
    graph.setNode(shape.node.id, { width: along, height: across });
  }
  const depth = depths(shapes, wires);
  const last = Math.max(...depth.values());
  const straight = mainWires(wiring);
  for (const { node } of shapes)
    if (node.kind === "previous") graph.setEdge("root", node.id, { weight: 20, minlen: 1 });
  for (const wire of wires) {
    const leaves = wire.to === "output" || wire.to.startsWith("next ");
    const minlen = leaves ? Math.max(1, last - depth.get(wire.from)!) : 1;
    graph.setEdge(wire.from, wire.to, { weight: straight.has(wire) ? 8 : 1, minlen });
  }
  dagreLayout(graph);
  return graph;
}

type Laid = ReturnType<typeof ranked>;

/** How many wires lie before each node at most. */
function depths(shapes: readonly NodeShape[], wires: readonly Wire[]): Map<string, number> {
  const depth = new Map<string, number>();
  const of = (id: string): number => {
    const found = depth.get(id);
    if (found !== undefined) return found;
    const before = wires.filter((wire) => wire.to === id).map((wire) => of(wire.from));
    const own = Math.max(0, ...before.map((d) => d + 1));
    depth.set(id, own);
    return own;
  };
  for (const { node } of shapes) of(node.id);
  return depth;
}

/** The shortest way of every state through the step: a straight line, where that can be. */
function mainWires({ nodes, wires }: CellWiring): Set<Wire> {
  const found = new Set<Wire>();
  for (const node of nodes) {
    if (node.kind !== "previous") continue;
    const reached = new Map<string, Wire | undefined>([[node.id, undefined]]);
    for (const id of reached.keys())
      for (const wire of wires) if (wire.from === id && !reached.has(wire.to)) reached.set(wire.to, wire);
    let wire = reached.get(`next ${node.name}`);
    while (wire !== undefined) {
      found.add(wire);
      wire = reached.get(wire.from);
    }
  }
  return found;
}

interface Column {
  readonly along: number;
  readonly from: number;
  readonly to: number;
}

function columnsOf(nodes: readonly (Middle & { half: number })[]): Column[] {
  const columns: { along: number; from: number; to: number }[] = [];
  for (const { along, half } of nodes) {
    const column = columns.find((one) => Math.abs(one.along - along) < 1);
    if (column === undefined) columns.push({ along, from: along - half, to: along + half });
    else {
      column.from = Math.min(column.from, along - half);
      column.to = Math.max(column.to, along + half);
    }
  }
  return columns;
}

/** Where a wire passes between its ends. */
const bendsOf = (graph: Laid, wire: Wire): Middle[] =>
  (graph.edge(wire.from, wire.to).points ?? []).slice(1, -1).map(middle);
const lastBend = (graph: Laid, wire: Wire): number | undefined => bendsOf(graph, wire).at(-1)?.across;
const bendsAcross = (graph: Laid, wires: readonly Wire[]) =>
  wires.flatMap((wire) => bendsOf(graph, wire).map(({ across }) => across));

interface PortsContext {
  at: ReadonlyMap<string, Middle>;
  sizes: ReadonlyMap<string, Size>;
  isInput(id: string): boolean;
  lastOf(wire: Wire): number | undefined;
}

/** Where each wire ends: side by side on the face of its node, in the order in which they come. */
function portsOf({ wires }: CellWiring, { at, sizes, isInput, lastOf }: PortsContext): Middle[] {
  const comesFrom = (wire: Wire) => (isInput(wire.from) ? Infinity : (lastOf(wire) ?? at.get(wire.from)!.across));
  return wires.map((wire) => {
    const beside = wires
      .filter((other) => other.to === wire.to)
      .map((other, order) => ({ other, order, across: comesFrom(other) }))
      .sort((a, b) => (a.across === b.across ? b.order - a.order : a.across - b.across));
    const place = beside.findIndex(({ other }) => other === wire);
    const { along, across } = at.get(wire.to)!;
    const size = sizes.get(wire.to)!;
    const room = Math.max(0, size.across - 16);
    const gap = beside.length < 2 ? 0 : Math.min(11, room / (beside.length - 1));
    return { along: along - size.along / 2, across: across + gap * (place - (beside.length - 1) / 2) };
  });
}
