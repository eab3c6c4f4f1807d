import { nearest } from "../checks/nearest.ts";
import type { Cell } from "../equations/index.ts";
import { SluiceError } from "../errors.ts";
import { gru } from "./gru.ts";
import { gruAfter } from "./gru-after.ts";
import { indrnn } from "./indrnn.ts";
import { lstm } from "./lstm.ts";
import { lstmCoupled } from "./lstm-coupled.ts";
import { lstmForgetBias } from "./lstm-forget-bias.ts";
import { lstmLayerNorm } from "./lstm-layer-norm.ts";
import { lstmPeephole } from "./lstm-peephole.ts";
import { mgu } from "./mgu.ts";
import { minGru } from "./min-gru.ts";
import { minLstm } from "./min-lstm.ts";
import { rnn } from "./rnn.ts";
import { rnnRelu } from "./rnn-relu.ts";
import { sales } from "./sales.ts";
import { slstm } from "./slstm.ts";
import { ugrnn } from "./ugrnn.ts";

/** Every cell of the library; a new one is found by its name once it stands here. */
export const cells: readonly Cell[] = Object.freeze([
  rnn,
  rnnRelu,
  indrnn,
  lstm,
  lstmForgetBias,
  lstmPeephole,
  lstmCoupled,
  lstmLayerNorm,
  slstm,
  minLstm,
  gru,
  gruAfter,
  mgu,
  ugrnn,
  minGru,
  sales,
]);

/**
 * The library's cell of a name: rnn, lstm, gru … as `cells` lists them.
 *
 * Errors: E_ARGUMENT, with the nearest name, when there is none.
 */
export function cellNamed(name: string): Cell {
  const found = cells.find((cell) => cell.name === name);
  if (found !== undefined) return found;
  const names = cells.map((cell) => cell.name);
  const hint = nearest(`${name}`, names);
  throw new SluiceError("E_ARGUMENT", {
    where: "cell",
    expected: `one of ${names.join(", ")}`,
    got: `${name}`,
    ...(hint !== undefined && { hint }),
  });
}
