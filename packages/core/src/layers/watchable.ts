import type { Cell } from "../cells/cell.ts";
import { cellValues, type ValueKind } from "../cells/cell-values.ts";
import type { GateRole } from "../cells/gate-roles.ts";
import { directionsOf, type RecurrentSettings } from "./recurrent-options.ts";
import type { Trace } from "./trace.ts";

/** A value inside a model's layers that `watch` can show. */
export interface WatchableValue {
  /** What `watch` knows it by in any case: `gru.0.z`. */
  readonly address: string;
  /** As the cell's equations call it: `z`. */
  readonly name: string;
  readonly kind: ValueKind;
  /**
   * Between which numbers it lies by its equation, where states start at zero: [0, 1] for a gate; undefined where it is open at
   * an end.
   */
  readonly range: readonly [low: number, high: number] | undefined;
  /** What it does to states: of a gate alone. */
  readonly roles: readonly GateRole[];
  /** The layer's label, as in the names of parameters. */
  readonly layer: string;
  /** Which of the layer's cells, from 0, the lowest. */
  readonly depth: number;
  readonly direction: "forward" | "backward";
  readonly cell: Cell;
  /** H: numbers at every step. */
  readonly size: number;
}

/** All values of a traced model that can be watched, layer by layer, in the order of their cells' equations. */
export function watchableValues({ calls, watchable }: Pick<Trace, "calls" | "watchable">): WatchableValue[] {
  const found = new Map<string, WatchableValue>();
  for (const { label, saved, inputs } of calls) {
    if (saved?.kind !== "recurrent") continue;
    const { cell, ...settings } = saved.options as unknown as RecurrentSettings & { cell: Cell };
    const sizes = { input: inputs[0]!.shape.at(-1) as number, hidden: settings.hidden };
    const values = cellValues(cell, sizes);
    const startsAtZero = settings.initial !== "learned" && (saved.call!.initial as unknown[]).length === 0;
    for (let depth = 0; depth < settings.layers; depth++)
      directionsOf(settings.direction).forEach((direction, i) => {
        const path = i === 0 ? `${depth}` : `${depth}.${direction}`;
        for (const value of values) {
          const address = `${label}.${path}.${value.name}`;
          if (!watchable.has(address) || found.has(address)) continue;
          const isProjected = settings.projection > 0 && value.name === cell.output;
          const size = isProjected ? settings.projection : cell.sizeOf(value.name, sizes);
          // A state's range may rest on where it started.
          const range = isProjected || (value.kind === "state" && !startsAtZero) ? undefined : value.range;
          const { name, kind, roles } = value;
          found.set(address, { address, name, kind, range, roles, layer: label, depth, direction, cell, size });
        }
      });
  }
  return [...found.values()];
}
