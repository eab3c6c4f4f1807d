import { checkOptions } from "../checks/check-options.ts";
import { ShapeError } from "../errors.ts";
import { ROWS, showPublic } from "../graph/axes.ts";
import { reshape } from "../graph/ops.ts";
import type { Layer } from "./layer.ts";
import { inLayer, recordCall } from "./trace.ts";

export interface FlattenOptions {
  /** The layer's name, `flatten` by default. */
  name?: string;
}

/**
 * Makes one row of features of all that belongs to a row: [B, T, F] becomes [B, T·F], the features of the first step first.
 *
 * The number of steps becomes part of the model: its sequences have all as many steps.
 * Errors: E_SHAPE, with what to do, for a sequence of any number of steps.
 * Source: torch.nn.Flatten, which has channels before steps.
 */
export function flatten(options: FlattenOptions = {}): Layer {
  checkOptions("flatten", options, { name: true });
  const { name = "flatten" } = options;
  const saved = { kind: "flatten", options: {} };
  const applied: Layer = Object.assign(
    (x: Parameters<Layer>[0]) =>
      inLayer({ identity: applied, name, takesAnyFeatures: true }, x, (label) => {
        const [rows, ...rest] = x.shape;
        if (rows !== ROWS || rest.some((size) => typeof size !== "number"))
          throw new ShapeError({
            where: "input",
            expected: "[B, …] with a number for T, which becomes part of the features",
            got: showPublic(x.shape),
            hint: 'fixesSteps: true beside the inputs of the model, which takes the number from the data or from initialize({ seed, steps }), or output: "last" before it',
          });
        const output = reshape(x, [ROWS, rest.reduce<number>((product, size) => product * (size as number), 1)]);
        recordCall({ label, saved, inputs: [x], outputs: [output] });
        return output;
      }),
    { fixesSteps: true },
  );
  return applied;
}
