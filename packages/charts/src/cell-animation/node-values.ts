import { type CellWiring, type OperatorNode, operatorValue, type WiringNode } from "@sluice/core";
import type { CellRun, Steps } from "./cell-run.ts";

/** The values of a node at every step, unit by unit: `data[t · units + u]`; NaN where one is not known. */
export interface NodeValues {
  readonly units: number;
  readonly data: Float64Array;
}

/**
 * What every node of a cell holds at every step of a run, as far as that can be told: what was watched, what a step started from, columns
 * of the input, and operators whose operands are known.
 */
export function nodeValues(wiring: CellWiring, run: CellRun): Map<string, NodeValues> {
  const steps = run.times.length;
  const found = new Map<string, NodeValues>();
  for (const node of [...wiring.nodes].sort((a, b) => rank(a) - rank(b))) {
    const values = valuesOf(node, run, { wiring, steps, found });
    if (values !== undefined) found.set(node.id, values);
  }
  return found;
}

/** Operators come after named values, which are given, and before them what they are applied to; what leaves is a value again. */
const rank = ({ kind }: WiringNode) => (kind === "operator" ? 1 : kind === "next" || kind === "output" ? 2 : 0);

interface Known {
  readonly wiring: CellWiring;
  readonly steps: number;
  readonly found: ReadonlyMap<string, NodeValues>;
}

function valuesOf(node: WiringNode, run: CellRun, known: Known): NodeValues | undefined {
  const own = (record: Readonly<Record<string, Steps>> | undefined, name: string) =>
    record !== undefined && Object.hasOwn(record, name) ? flat(record[name]!) : undefined;
  switch (node.kind) {
    case "value":
      return own(run.values, node.name);
    case "next":
    case "output":
      return known.found.get(`value ${node.name}`);
    case "previous": {
      const after = own(run.values, node.name);
      return own(run.before, node.name) ?? (after && later(after));
    }
    case "input": {
      const { inputs = [] } = run;
      const column =
        node.column === null
          ? inputs.length === 1
            ? inputs[0]
            : undefined
          : (inputs.find((one) => one.column === node.columnName) ?? inputs[node.column]);
      if (column === undefined) return undefined;
      const values = { units: 1, data: Float64Array.from(column.values) };
      return node.previous ? later(values) : values;
    }
    case "operator":
      return aliasOf(node, known) ?? (node.exact ? operated(node, known) : undefined);
  }
}

/** The values of the name that is nothing but this operator's. */
function aliasOf({ id }: OperatorNode, { wiring: { nodes, wires }, found }: Known): NodeValues | undefined {
  const named = nodes.find((node) => {
    if (node.kind !== "value" || node.activation !== null) return false;
    const [wire, ...others] = wires.filter(({ to }) => to === node.id);
    return wire?.from === id && others.length === 0 && wire.weights.length === 0 && wire.mark === null;
  });
  return named && found.get(named.id);
}

function flat(steps: Steps): NodeValues {
  const units = steps[0]!.length;
  const data = new Float64Array(steps.length * units);
  steps.forEach((values, t) => data.set(Array.from(values), t * units));
  return { units, data };
}

/** The same a step later, after zeros. */
function later({ units, data }: NodeValues): NodeValues {
  const shifted = new Float64Array(data.length);
  shifted.set(data.subarray(0, data.length - units), units);
  return { units, data: shifted };
}

function operated(node: OperatorNode, { steps, found }: Known): NodeValues | undefined {
  const ids = node.operands.flatMap(({ of }) => (typeof of === "string" ? [of] : []));
  const operands = new Map(ids.map((id) => [id, found.get(id)]));
  const units = Math.max(0, ...[...operands.values()].map((values) => values?.units ?? 0));
  // One unit stretches to whatever stands beside it; other sizes cannot meet unit by unit.
  if ([...operands.values()].some((values) => values === undefined || (values.units !== units && values.units !== 1)))
    return undefined;
  const data = new Float64Array(steps * units);
  for (let t = 0; t < steps; t++)
    for (let u = 0; u < units; u++)
      data[t * units + u] = operatorValue(node, (id) => {
        const values = operands.get(id)!;
        return values.data[t * values.units + (values.units === 1 ? 0 : u)]!;
      });
  return { units, data };
}
