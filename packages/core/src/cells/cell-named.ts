import type { Cell } from "../equations/index.ts";
import { nearest } from "../equations/nearest.ts";
import { SluiceError } from "../errors.ts";
import { gru } from "./gru.ts";
import { gruAfter } from "./gru-after.ts";
import { lstm } from "./lstm.ts";
import { rnn } from "./rnn.ts";
import { rnnRelu } from "./rnn-relu.ts";
import { sales } from "./sales.ts";

/** Every cell of the library; a new one is found by its name once it stands here. */
export const cells: readonly Cell[] = Object.freeze([rnn, rnnRelu, lstm, gru, gruAfter, sales]);

/**
 * The library's cell of a name: rnn, rnn-relu, lstm, gru, gru-after, sales.
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
