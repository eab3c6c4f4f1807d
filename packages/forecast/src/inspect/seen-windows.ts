import { contributions, slice, type WatchableValue } from "@sluice/core";
import { examples, KNOWN_PARTS, type Layout, type ScaledAhead } from "../forecaster/examples.ts";
import type { Correction } from "../forecaster/network.ts";
import type { Origin } from "../forecaster/origins.ts";
import { networkInputs } from "../forecaster/train-network.ts";

/** What a network did on windows, at the last step of each. W windows, L steps of each, H units, F columns, C known columns. */
export interface SeenWindows {
  /** By address, [W][H]. */
  readonly values: ReadonlyMap<string, number[][]>;
  /** By address, for states: [W][H] before the last step. */
  readonly before: ReadonlyMap<string, number[][]>;
  /** [F][W] */
  readonly inputs: readonly number[][];
  /** [F][W] gradient × input of the next step's forecast, summed over the window. Units: those of the table, as all below. */
  readonly past: readonly number[][];
  /** [C][W] the same for the known values of that step. */
  readonly ahead: readonly number[][];
  /** [F][L] of the last window, step by step. */
  readonly latest: readonly number[][];
}

/** Windows that are held in memory together. */
const AT_ONCE = 128;
/** Steps of z, the view's scale, over which units are differentiated. */
const DELTA = 2 ** -12;

/**
 * Runs a member's network over the window before each origin. `ahead` has the known columns after the last origin, scaled; for
 * those before it the series has them.
 */
export function seenWindows(
  network: Correction,
  origins: readonly Origin[],
  { layout, watchable, ahead }: { layout: Layout; watchable: readonly WatchableValue[]; ahead: ScaledAhead[number] },
): SeenWindows {
  const { lookback, inputs: columns, known } = layout;
  const width = columns.length;
  const last = origins.at(-1)!;
  const addresses = watchable.map(({ address }) => address);
  const values = new Map(addresses.map((address): [string, number[][]] => [address, []]));
  const states = watchable.filter(({ kind }) => kind === "state");
  const before = new Map(states.map(({ address }): [string, number[][]] => [address, []]));
  const lists = (count: number) => Array.from({ length: count }, (): number[] => []);
  const [inputs, past, future] = [lists(width), lists(width), lists(known.length)];
  let latest: number[][] = [];
  for (let from = 0; from < origins.length; from += AT_ONCE) {
    const some = origins.slice(from, from + AT_ONCE);
    const scaled = some.map((one) => (one === last ? ahead : knownAfter(one, layout.steps)));
    const data = examples(some, layout, scaled);
    const x = networkInputs(layout, data);
    const seen = network.watch(x, addresses);
    const said = network.predict(x);
    const parts = contributions(network, x, { of: (y) => slice(y, -1, 0, 1) });
    some.forEach(({ view }, row) => {
      for (const address of addresses) {
        const units = seen[address]!.shape[2]!;
        const at = (step: number) =>
          step < 0
            ? new Array<number>(units).fill(0)
            : Array.from(seen[address]!.data.subarray((row * lookback + step) * units).subarray(0, units));
        values.get(address)!.push(at(lookback - 1));
        before.get(address)?.push(at(lookback - 2));
      }
      const z = data.anchors[row]![0]! + view.fit.scale * said.data[row * layout.steps]!;
      const unit = (view.fit.scale * (view.toUnits(z + DELTA) - view.toUnits(z - DELTA))) / (2 * DELTA);
      const window = columns.map((_, f) =>
        Array.from(
          { length: lookback },
          (_, step) => unit * (parts.past?.data[(row * lookback + step) * width + f] ?? 0),
        ),
      );
      columns.forEach((_, f) => {
        inputs[f]!.push(data.past[(row * lookback + lookback - 1) * width + f]!);
        past[f]!.push(sumOf(window[f]!));
      });
      const wide = KNOWN_PARTS * known.length;
      known.forEach((_, c) => {
        const start = row * layout.steps * wide + KNOWN_PARTS * c;
        future[c]!.push(unit * sumOf(Array.from(parts.future?.data.subarray(start, start + KNOWN_PARTS) ?? [])));
      });
      latest = window;
    });
  }
  return { values, before, inputs, past, ahead: future, latest };
}

const knownAfter = ({ view, origin }: Origin, steps: number): Float64Array[] =>
  view.known.map(({ values }) => values.subarray(origin, origin + steps));

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
