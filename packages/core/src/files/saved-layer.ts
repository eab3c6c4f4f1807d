import type { Cell, CellSizes } from "../equations/index.ts";
import type { Tensor } from "../graph/tensor.ts";
import { dropout } from "../layers/dropout.ts";
import { featuresOf } from "../layers/features.ts";
import { linear } from "../layers/linear.ts";
import { recurrent } from "../layers/recurrent.ts";
import type { SavedCall } from "../layers/trace.ts";
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
import { loadCell, saveCell } from "./saved-cell.ts";

const LARGEST = 2 ** 31 - 1;
/** Cells on each other in one layer. */
const DEEPEST = 100;
const MOST_STATES = 1000;

/** A layer read from a file. */
export interface LoadedLayer {
  /** Applied to tensors, it gives all that the call gave when it was saved. */
  apply(inputs: readonly Tensor[], call: JsonObject, where: string): readonly Tensor[];
  /** About how many operations a call makes, at most. */
  readonly cost: number;
}

interface Kind {
  save(options: SavedCall["options"], inputs: readonly Tensor[]): JsonObject;
  load(json: JsonObject, name: string, where: string): LoadedLayer;
}

const readInit = (value: unknown, where: string) => readObject(value, where) as Readonly<Record<string, Init>>;

/** Every layer that a model file can hold. */
const KINDS: Readonly<Record<string, Kind>> = {
  dropout: {
    save: (options) => options as JsonObject,
    load(json, name, where) {
      readObject(json, where, ["kind", "p"]);
      const applied = dropout(readNumber(json.p, `${where}, p`), { name });
      return {
        cost: 2,
        apply(inputs, call, place) {
          readObject(call, place, []);
          if (inputs.length !== 1) throw formatError(place, "one input", inputs.length);
          return [applied(inputs[0]!)];
        },
      };
    },
  },
  linear: {
    save: (options) => options as JsonObject,
    load(json, name, where) {
      readObject(json, where, ["kind", "out", "bias", "init"]);
      const applied = linear(readInteger(json.out, `${where}, out`, 1, LARGEST), {
        bias: readFlag(json.bias, `${where}, bias`),
        init: readInit(json.init, `${where}, init`),
        name,
      });
      return {
        cost: 2,
        apply(inputs, call, place) {
          readObject(call, place, []);
          if (inputs.length !== 1) throw formatError(place, "one input", inputs.length);
          return [applied(inputs[0]!)];
        },
      };
    },
  },
  recurrent: {
    save({ cell, hidden, layers, output, init, dropout }, [x]) {
      const uses = sizesByDepth(
        cell as Cell,
        { input: featuresOf(x!.shape), hidden: hidden as number },
        layers as number,
      );
      return { cell: saveCell(cell as Cell, uses), hidden, layers, output, init, dropout } as JsonObject;
    },
    load(json, name, where) {
      readObject(json, where, ["kind", "cell", "hidden", "layers", "output", "init", "dropout"]);
      const { cell, operations } = loadCell(json.cell, `${where}, cell`);
      const layers = readInteger(json.layers, `${where}, layers`, 1, DEEPEST);
      const applied = recurrent(cell, {
        hidden: readInteger(json.hidden, `${where}, hidden`, 1, LARGEST),
        layers,
        output: readChoice(json.output, `${where}, output`, ["last", "sequence"]),
        init: readInit(json.init, `${where}, init`),
        // Files of earlier versions do not say it.
        dropout: json.dropout === undefined ? 0 : readNumber(json.dropout, `${where}, dropout`),
        name,
      });
      return {
        cost: layers * operations,
        apply([x, ...given], call, place) {
          readObject(call, place, ["initial"]);
          const names = readList(call.initial, place, layers).map((depth) =>
            readList(depth, place, MOST_STATES).map((state) => readText(state, place)),
          );
          if (x === undefined || names.flat().length !== given.length)
            throw formatError(place, `${names.flat().length + 1} inputs`, given.length);
          let next = 0;
          const initial = names.map((depth) => Object.fromEntries(depth.map((state) => [state, given[next++]!])));
          const { output, states } = applied.unroll(x, initial);
          return [output, ...states.flatMap((finals) => cell.states.map((state) => finals[state]!))];
        },
      };
    },
  },
};

/** What stands on each other reads what the one below gives out. */
function sizesByDepth(cell: Cell, first: CellSizes, layers: number): CellSizes[] {
  const sizes = [first];
  while (sizes.length < layers) sizes.push({ ...first, input: cell.sizeOf(cell.output, sizes.at(-1)!) });
  return sizes;
}

/** A layer as a file holds it, by a call of it. */
export const saveLayer = ({ kind, options }: SavedCall, inputs: readonly Tensor[]): JsonObject => ({
  kind,
  ...KINDS[kind]!.save(options, inputs),
});

/** Errors: E_FORMAT, E_EQUATION, E_ARGUMENT and E_SHAPE for content that saveLayer does not write. */
export function loadLayer(json: unknown, name: string, where: string): LoadedLayer {
  const saved = readObject(json, where);
  const kind = readChoice(saved.kind, `${where}, kind`, Object.keys(KINDS));
  return KINDS[kind]!.load(saved, name, where);
}
