import { batchNorm } from "../layers/batch-norm.ts";
import { conv1d } from "../layers/conv1d.ts";
import { embedding } from "../layers/embedding.ts";
import { flatten } from "../layers/flatten.ts";
import type { Layer } from "../layers/layer.ts";
import { layerNorm } from "../layers/layer-norm.ts";
import { averagePool1d, maxPool1d } from "../layers/pool1d.ts";
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
import type { Kind } from "./saved-layer.ts";

const LARGEST = 2 ** 31 - 1;
/** Every step of a window is an operation or more. */
const WIDEST = 100_000;

/** A layer from a file, with about how many operations a call makes. */
interface Made {
  readonly layer: Layer;
  readonly cost: number;
}

/** Layers of one input and one output whose options are plain JSON. */
function oneInput(keys: readonly string[], make: (json: JsonObject, where: string, name: string) => Made): Kind {
  return {
    save: (options) => options as JsonObject,
    load(json, name, where) {
      readObject(json, where, ["kind", ...keys]);
      const { layer, cost } = make(json, where, name);
      return {
        cost,
        apply(inputs, call, place) {
          readObject(call, place, []);
          if (inputs.length !== 1) throw formatError(place, "one input", inputs.length);
          return [layer(inputs[0]!)];
        },
      };
    },
  };
}

const init = (json: JsonObject, where: string) => readObject(json.init, `${where}, init`) as Record<string, Init>;
const integer = (json: JsonObject, key: string, where: string, high = LARGEST) =>
  readInteger(json[key], `${where}, ${key}`, 0, high);
const number = (json: JsonObject, key: string, where: string) => readNumber(json[key], `${where}, ${key}`);
const flag = (json: JsonObject, key: string, where: string) => readFlag(json[key], `${where}, ${key}`);

export const savedLayerNorm = oneInput(["epsilon", "affine", "init"], (json, where, name) => ({
  cost: 10,
  layer: layerNorm({
    epsilon: number(json, "epsilon", where),
    affine: flag(json, "affine", where),
    init: init(json, where),
    name,
  }),
}));

export const savedBatchNorm = oneInput(["momentum", "epsilon", "affine", "init"], (json, where, name) => ({
  cost: 30,
  layer: batchNorm({
    momentum: number(json, "momentum", where),
    epsilon: number(json, "epsilon", where),
    affine: flag(json, "affine", where),
    init: init(json, where),
    name,
  }),
}));

export const savedFlatten = oneInput([], (_, __, name) => ({ cost: 1, layer: flatten({ name }) }));

export const savedConv1d = oneInput(
  ["channels", "kernel", "stride", "padding", "dilation", "groups", "bias", "init"],
  (json, where, name) => {
    const kernel = integer(json, "kernel", where, WIDEST);
    const groups = integer(json, "groups", where, WIDEST);
    const dilation = integer(json, "dilation", where);
    const isKept = typeof json.padding === "string";
    return {
      // Where the number of steps is kept, it may be any: delay lines then have as many places as a window is long.
      cost: 5 * kernel * groups + (isKept ? 2 * kernel * dilation : 0),
      layer: conv1d(integer(json, "channels", where), kernel, {
        stride: integer(json, "stride", where),
        padding: isKept
          ? readChoice(json.padding, `${where}, padding`, ["same", "causal"])
          : integer(json, "padding", where, WIDEST),
        dilation,
        groups,
        bias: flag(json, "bias", where),
        init: init(json, where),
        name,
      }),
    };
  },
);

export const savedMaxPool1d = oneInput(["kernel", "stride", "padding", "dilation"], (json, where, name) => {
  const kernel = integer(json, "kernel", where, WIDEST);
  const stride = integer(json, "stride", where);
  const padding = integer(json, "padding", where);
  const dilation = integer(json, "dilation", where);
  return { cost: 8 * kernel, layer: maxPool1d(kernel, { stride, padding, dilation, name }) };
});

export const savedAveragePool1d = oneInput(["kernel", "stride", "padding", "countPadding"], (json, where, name) => {
  const kernel = integer(json, "kernel", where, WIDEST);
  const stride = integer(json, "stride", where);
  const padding = integer(json, "padding", where);
  const countPadding = flag(json, "countPadding", where);
  return { cost: 5 * kernel, layer: averagePool1d(kernel, { stride, padding, countPadding, name }) };
});

/** A table is applied in two ways, which belong to the call. */
export const savedEmbedding: Kind = {
  save: (options) => options as JsonObject,
  load(json, name, where) {
    readObject(json, where, ["kind", "count", "size", "init"]);
    const layer = embedding(integer(json, "count", where), integer(json, "size", where), {
      init: init(json, where),
      name,
    });
    return {
      cost: 3,
      apply(inputs, call, place) {
        readObject(call, place, ["as"]);
        if (inputs.length !== 1) throw formatError(place, "one input", inputs.length);
        const isScores = readChoice(call.as, `${place}, as`, ["vectors", "scores"]) === "scores";
        return [isScores ? layer.scores(inputs[0]!) : layer(inputs[0]!)];
      },
    };
  },
};
