import type { Tensor } from "../graph/tensor.ts";
import { dropout } from "../layers/dropout.ts";
import { linear } from "../layers/linear.ts";
import type { SavedCall } from "../layers/trace.ts";
import type { Init } from "../math/init.ts";
import {
  formatError,
  type JsonObject,
  readChoice,
  readFlag,
  readInteger,
  readNumber,
  readObject,
} from "./checked-json.ts";
import {
  savedAveragePool1d,
  savedBatchNorm,
  savedConv1d,
  savedEmbedding,
  savedFlatten,
  savedLayerNorm,
  savedMaxPool1d,
} from "./saved-one-input.ts";
import { savedRecurrent } from "./saved-recurrent.ts";

const LARGEST = 2 ** 31 - 1;

/** A layer read from a file. */
export interface LoadedLayer {
  /** Applied to tensors, it gives all that the call gave when it was saved. */
  apply(inputs: readonly Tensor[], call: JsonObject, where: string): readonly Tensor[];
  /** About how many operations a call makes, at most. */
  readonly cost: number;
}

/** How a kind of layer is written and read. */
export interface Kind {
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
  recurrent: savedRecurrent,
  embedding: savedEmbedding,
  conv1d: savedConv1d,
  maxPool1d: savedMaxPool1d,
  averagePool1d: savedAveragePool1d,
  layerNorm: savedLayerNorm,
  batchNorm: savedBatchNorm,
  flatten: savedFlatten,
};

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
