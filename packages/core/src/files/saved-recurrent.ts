import type { Cell, CellSizes } from "../equations/index.ts";
import type { Tensor } from "../graph/tensor.ts";
import { featuresOf } from "../layers/features.ts";
import { merges } from "../layers/merge-directions.ts";
import { recurrent } from "../layers/recurrent.ts";
import { directionsOf, type RecurrentSettings } from "../layers/recurrent-options.ts";
import type { Init } from "../math/init.ts";
import {
  formatError,
  type JsonObject,
  readChoice,
  readFlag,
  readInteger,
  readList,
  readNumber,
  readObject,
  readText,
} from "./checked-json.ts";
import type { JsonValue } from "./json.ts";
import { loadCell, saveCell } from "./saved-cell.ts";
import type { Kind } from "./saved-layer.ts";

const LARGEST = 2 ** 31 - 1;
/** Cells on each other in one layer. */
const DEEPEST = 100;
const MOST_STATES = 1000;

/** What a file of an earlier version does not say. */
const DEFAULTS: JsonObject = {
  dropout: 0,
  direction: "forward",
  merge: "concat",
  projection: 0,
  residual: false,
  initial: "zero",
  stateful: false,
  truncate: 0,
  recurrentDropout: 0,
  zoneout: {},
};

const OPTIONS = ["hidden", "layers", "output", "init", ...Object.keys(DEFAULTS)];

/** A recurrent layer in a model file: its cell and its options; a call says which states and lengths it is given. */
export const savedRecurrent: Kind = {
  save(options, [x]) {
    const { cell, ...settings } = options as unknown as RecurrentSettings & { cell: Cell };
    const uses = sizesByDepth(cell, featuresOf(x!.shape), settings);
    const saved = settings as unknown as JsonObject;
    return { cell: saveCell(cell, uses), ...Object.fromEntries(OPTIONS.map((name) => [name, saved[name]!])) };
  },
  load(json, name, where) {
    readObject(json, where, ["kind", "cell", ...OPTIONS]);
    const { cell, operations } = loadCell(json.cell, `${where}, cell`);
    const at = (option: string) => `${where}, ${option}`;
    const of = (option: string): JsonValue | undefined => json[option] ?? DEFAULTS[option];
    const flag = (option: string) => readFlag(of(option), at(option));
    const layers = readInteger(json.layers, at("layers"), 1, DEEPEST);
    const direction = readChoice(of("direction"), at("direction"), ["forward", "backward", "both"]);
    const projection = readInteger(of("projection"), at("projection"), 0, LARGEST);
    const truncate = readInteger(of("truncate"), at("truncate"), 0, LARGEST);
    const zoneout = Object.entries(readObject(of("zoneout"), at("zoneout")));
    const applied = recurrent(cell, {
      hidden: readInteger(json.hidden, at("hidden"), 1, LARGEST),
      layers,
      direction,
      ...(direction === "both" && { merge: readChoice(of("merge"), at("merge"), merges) }),
      output: readChoice(json.output, at("output"), ["last", "sequence"]),
      ...(projection > 0 && { projection }),
      residual: flag("residual"),
      initial: readChoice(of("initial"), at("initial"), ["zero", "learned"]),
      stateful: flag("stateful"),
      ...(truncate > 0 && { truncate }),
      init: readObject(json.init, at("init")) as Readonly<Record<string, Init>>,
      dropout: readNumber(of("dropout"), at("dropout")),
      recurrentDropout: readNumber(of("recurrentDropout"), at("recurrentDropout")),
      zoneout: Object.fromEntries(zoneout.map(([state, p]) => [state, readNumber(p, at("zoneout"))])),
      name,
    });
    const cells = layers * directionsOf(direction).length;
    return {
      cost: cells * operations,
      apply([x, ...given], call, place) {
        readObject(call, place, ["initial", "lengths"]);
        const names = readList(call.initial, place, cells).map((each) =>
          readList(each, place, MOST_STATES).map((state) => readText(state, place)),
        );
        const hasLengths = call.lengths !== undefined && readFlag(call.lengths, place);
        const count = names.flat().length + (hasLengths ? 1 : 0);
        if (x === undefined || count !== given.length) throw formatError(place, `${count + 1} inputs`, given.length);
        const lengths: { lengths?: Tensor } = hasLengths ? { lengths: given[0]! } : {};
        let next = hasLengths ? 1 : 0;
        const initial = names.map((each) => Object.fromEntries(each.map((state) => [state, given[next++]!])));
        const { output, states } = applied.unroll(x, { ...lengths, initial });
        return [output, ...states.flatMap((finals) => cell.states.map((state) => finals[state]!))];
      },
    };
  },
};

/** What stands on each other reads what the one below gives out. */
function sizesByDepth(cell: Cell, input: number, settings: RecurrentSettings): CellSizes[] {
  const { hidden, layers, projection, direction, merge } = settings;
  const sizes: CellSizes[] = [{ input, hidden }];
  while (sizes.length < layers) {
    const width = projection || cell.sizeOf(cell.output, sizes.at(-1)!);
    sizes.push({ hidden, input: direction === "both" && merge === "concat" ? 2 * width : width });
  }
  return sizes;
}
