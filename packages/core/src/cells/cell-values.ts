import type { Cell, CellSizes } from "../equations/index.ts";
import { placeholder } from "../graph/scan.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type GateRole, gateRoles } from "./gate-roles.ts";
import { isWithin, plain, type Range, rangeOf } from "./value-range.ts";

/**
 * `state` is carried from step to step; `gate` lies between 0 and 1, as σ does; `candidate` between −1 and 1, as tanh does; `value`
 * is anything else that is named.
 */
export type ValueKind = "gate" | "candidate" | "state" | "value";

/** What can be said of a cell's value before any data are seen. */
export interface CellValue {
  readonly name: string;
  readonly kind: ValueKind;
  /** Between which numbers it lies by its equation, when states start at zero; undefined where that is open at an end. */
  readonly range: Range | undefined;
  /** What it does to states: for a gate alone. */
  readonly roles: readonly GateRole[];
}

const GATE: Range = [0, 1];
const CANDIDATE: Range = [-1, 1];

/** Every named value of a cell's step, in its order. Errors: as `cell.parameters`. */
export function cellValues(cell: Cell, sizes: CellSizes): CellValue[] {
  const { values, previous } = placeholderStep(cell, sizes);
  const states = cell.states.filter((state) => cell.watch.includes(state));
  // States that start at zero and stay within ±1 from there are within ±1.
  const bounded = new Map<Tensor, Range>();
  for (let next: string | undefined = ""; next !== undefined; ) {
    next = states.find((state) => {
      const tried = new Map([...bounded, [previous[state]!, CANDIDATE]]);
      return !bounded.has(previous[state]!) && isWithin(rangeOf(values[state]!, tried), CANDIDATE);
    });
    if (next !== undefined) bounded.set(previous[next]!, CANDIDATE);
  }
  return cell.watch.map((name) => {
    const isState = states.includes(name);
    const range = rangeOf(values[name]!, isState ? bounded : new Map());
    const kind = kindOf(range, isState);
    const roles = kind === "gate" ? gateRoles(plain(values[name]!), { states, values, previous }) : [];
    return { name, kind, range: range.every(Number.isFinite) ? range : undefined, roles };
  });
}

function kindOf(range: Range, isState: boolean): ValueKind {
  if (isState) return "state";
  if (isWithin(range, GATE)) return "gate";
  return isWithin(range, CANDIDATE) ? "candidate" : "value";
}

type Tensors = Readonly<Record<string, Tensor>>;

function placeholderStep(cell: Cell, sizes: CellSizes): { values: Tensors; previous: Tensors } {
  const previous = Object.fromEntries(
    cell.states.map((state) => [state, placeholder(["B", cell.sizeOf(state, sizes)], state)]),
  );
  const shapes = Object.entries(cell.parameters(sizes) as Readonly<Record<string, readonly number[]>>);
  const parameters = Object.fromEntries(shapes.map(([name, shape]) => [name, placeholder(shape, name)]));
  return { values: cell.step(placeholder(["B", sizes.input], "x"), previous, parameters), previous };
}
