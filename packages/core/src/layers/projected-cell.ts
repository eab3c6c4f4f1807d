import { SluiceError } from "../errors.ts";
import { concat, matmul } from "../graph/ops.ts";
import { placeholder } from "../graph/scan.ts";
import type { Size } from "../graph/size.ts";
import type { Node, Tensor } from "../graph/tensor.ts";
import { ancestors, rebuild } from "../graph/traverse.ts";
import type { SizedCell, Tensors } from "./sized-cell.ts";

/** The parameter that projects. */
const PROJECTION = "projection";

/**
 * A cell whose output is projected: fewer numbers go to the next step and out.
 *
 *   h_t = P · h̃_t      h̃_t = what the cell gives when its products read h_{t−1}
 *
 * Shapes: h [B, size]; h̃ [B, H]; P [size, H]; what multiplied H numbers of h_{t−1} multiplies `size`.
 * Errors: E_ARGUMENT for a cell that does more with h_{t−1} than to multiply it by matrices, as the sizes of a GRU's
 * (1 − z) ⊙ h_{t−1} would no longer agree, and for one whose output is not carried.
 * Source: Sak, Senior and Beaufays 2014, arXiv:1402.1128; torch.nn.LSTM's proj_size.
 */
export function projectedCell(
  cell: SizedCell,
  size: number,
  { rows, input }: { rows: Size; input: number },
): SizedCell {
  const { output } = cell;
  const refuse = (got: string) =>
    new SluiceError("E_ARGUMENT", {
      where: `recurrent, projection of ${cell.name}`,
      expected: `a cell that carries its output and reads it only in products, as an LSTM does its h`,
      got,
      hint: "lstm, or a smaller hidden",
    });
  if (!cell.states.includes(output)) throw refuse(`the output ${output}, which is no state`);
  if (cell.parameters.has(PROJECTION)) throw refuse(`a parameter called ${PROJECTION}`);

  const x = placeholder([rows, input], "x");
  const leaves = <Key extends string>(names: Iterable<Key>, shape: (name: Key) => readonly Size[]) =>
    Object.fromEntries([...names].map((name) => [name, placeholder(shape(name), name)]));
  const states = leaves(cell.states, (state) => [rows, cell.sizeOf(state)]);
  const weights = leaves(cell.parameters.keys(), (name) => cell.parameters.get(name)!);
  const values = cell.step(x, states, weights);
  const names = Object.keys(values);
  const others = names.filter((name) => name !== output).map((name) => values[name]!);
  if (ancestors(others).includes(values[output]!.node)) throw refuse(`values made of ${output} of the same step`);

  const widths = narrowed(Object.values(values), states[output]!, size);
  if (typeof widths === "string") throw refuse(`${widths} of ${output}`);
  const shapes = new Map(cell.parameters);
  for (const [name, tensor] of Object.entries(weights)) {
    const width = widths.get(tensor);
    if (width === undefined) continue;
    const [first, last] = cell.parameters.get(name) as [number, number];
    shapes.set(name, width.form === "nt" ? [first, width.inner] : [width.inner, last]);
  }
  shapes.set(PROJECTION, [size, cell.sizeOf(output)]);

  return {
    ...cell,
    parameters: shapes,
    sizeOf: (value) => (value === output ? size : cell.sizeOf(value)),
    step(xt: Tensor, previous: Tensors, parameters: Tensors) {
      const given = new Map<Tensor, Tensor>([[x, xt]]);
      for (const state of cell.states) given.set(states[state]!, previous[state]!);
      for (const name of cell.parameters.keys()) given.set(weights[name]!, parameters[name]!);
      const results = rebuild(Object.values(values), given, (n, inputs) =>
        n.op.kind === "concat" ? [concat(inputs, n.op.axis)] : undefined,
      );
      const step = Object.fromEntries(names.map((name, i) => [name, results[i]!]));
      return { ...step, [output]: matmul(step[output]!, parameters[PROJECTION]!, "nt") };
    },
  };
}

interface Narrowed {
  readonly inner: number;
  readonly form: "nn" | "nt";
}

/** How wide the inner axis of every matrix becomes where `state` is `size` wide; or what else is made of the state. */
function narrowed(values: readonly Tensor[], state: Tensor, size: number): Map<Tensor, Narrowed> | string {
  const widths = new Map<Tensor, number>([[state, size]]);
  const matrices = new Map<Tensor, Narrowed>();
  const products: Node[] = [];
  const widthOf = (t: Tensor) => widths.get(t) ?? (t.shape.at(-1) as number);
  for (const n of ancestors(values)) {
    const { op, inputs, outputs } = n;
    if (op.kind === "matmul" && op.form !== "tn") products.push(n);
    if (!inputs.some((t) => widths.has(t))) continue;
    if (op.kind === "concat" && op.axis === 1)
      widths.set(
        outputs[0]!,
        inputs.reduce((sum, t) => sum + widthOf(t), 0),
      );
    else if (
      op.kind !== "matmul" ||
      op.form === "tn" ||
      widths.has(inputs[1]!) ||
      inputs[1]!.node.op.kind !== "placeholder"
    )
      return `a ${op.kind === "binary" || op.kind === "unary" ? op.name : op.kind}`;
    else matrices.set(inputs[1]!, { inner: widthOf(inputs[0]!), form: op.form });
  }
  // A matrix that multiplies something else, too, cannot take another width for the state alone.
  const shared = products.some(({ inputs: [a, b] }) => matrices.has(b!) && matrices.get(b!)!.inner !== widthOf(a!));
  return shared ? "a matrix that multiplies other values, too, beside that" : matrices;
}
