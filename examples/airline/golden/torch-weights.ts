interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const HIDDEN = 6;
const PARTS = { weight_ih: "W", weight_hh: "U", bias_ih: "b", bias_hh: "p" };

/** The weights of PyTorch's model under the names of `airlineModel`: torch stacks the gates i, f, g, o in one array. */
export function torchWeights(stored: Readonly<Record<string, Stored>>): Record<string, Stored> {
  const weights: Record<string, Stored> = { "linear.W": stored["out.weight"]!, "linear.b": stored["out.bias"]! };
  for (const depth of [0, 1])
    for (const [part, letter] of Object.entries(PARTS)) {
      const { shape, data } = stored[`rnn.${part}_l${depth}`]!;
      const size = data.length / 4;
      [..."ifgo"].forEach((gate, i) => {
        const name = `lstm.${depth}.${letter}_${gate}`;
        weights[name] = { shape: [HIDDEN, ...shape.slice(1)], data: data.slice(i * size, (i + 1) * size) };
      });
    }
  return weights;
}
