/** @import { Job } from "./serve.mjs" */
/** @import { Field } from "./protobuf.mjs" */
import { columns, rows } from "./gates.mjs";
import { encode } from "./protobuf.mjs";

const FLOAT = 1;
const INT64 = 7;

/** @param {string} name @param {{ shape: readonly number[], data: Float32Array | BigInt64Array }} values @returns {Field} */
function initializer(name, { shape, data }) {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const type = data instanceof Float32Array ? FLOAT : INT64;
  return [5, [...shape.map(/** @returns {Field} */ (size) => [1, size]), [2, type], [8, name], [9, bytes]]];
}

/** @param {string} type @param {string[]} inputs @param {string[]} outputs @param {Record<string, number>} [attributes] @returns {Field} */
function node(type, inputs, outputs, attributes = {}) {
  return [
    1,
    [
      ...inputs.map(/** @returns {Field} */ (name) => [1, name]),
      ...outputs.map(/** @returns {Field} */ (name) => [2, name]),
      [4, type],
      // Attribute type 2 is an integer.
      ...Object.entries(attributes).map(
        /** @returns {Field} */ ([name, value]) => [
          5,
          [
            [1, name],
            [3, value],
            [20, 2],
          ],
        ],
      ),
    ],
  ];
}

/** @param {number} field @param {string} name @param {readonly number[]} shape @returns {Field} */
function value(field, name, shape) {
  const dims = shape.map(/** @returns {Field} */ (size) => [1, [[1, size]]]);
  /** @type {Field[]} */
  const tensor = [
    [1, FLOAT],
    [2, dims],
  ];
  return [
    field,
    [
      [1, name],
      [2, [[1, tensor]]],
    ],
  ];
}

/**
 * The job's model as an ONNX file: LSTM or GRU nodes and a linear head, steps first as the operators want them.
 *
 * Shapes: x [T, B, F]; y [B, 1], or [T, B, 1] with a head on every step.
 * Source: ONNX IR version 8, operator set 14; LSTM's gates in the order i o f c, GRU's z r h with z keeping.
 *
 * @param {Job} job
 */
export function onnxModel({ cell, size: { batch, steps, features, hidden, layers, output }, arrays }) {
  const [type, gates, signs] =
    cell === "gru" ? ["GRU", ["z", "r", "n"], [-1, 1, 1]] : ["LSTM", ["i", "o", "f", "g"], [1, 1, 1, 1]];
  /** @type {Field[]} */
  const graph = [initializer("direction", { shape: [1], data: BigInt64Array.of(1n) })];
  let sequence = "x";
  for (let depth = 0; depth < layers; depth++) {
    const side = (/** @type {string} */ letter) =>
      rows(
        gates.map((gate) => arrays[`${depth}.${letter}_${gate}`]),
        signs,
      );
    const bias = new Float32Array(2 * gates.length * hidden);
    bias.set(side("b").data);
    if (cell === "gru") bias.set(arrays[`${depth}.b_hn`].data, 5 * hidden);
    for (const letter of ["W", "U"]) {
      const { shape, data } = side(letter);
      graph.push(initializer(`${letter}${depth}`, { shape: [1, ...shape], data }));
    }
    graph.push(initializer(`b${depth}`, { shape: [1, bias.length], data: bias }));
    const whole = depth < layers - 1 || output === "sequence";
    const outputs = whole ? [`all${depth}`] : ["", `last${depth}`];
    const options = { hidden_size: hidden, ...(cell === "gru" && { linear_before_reset: 1 }) };
    graph.push(node(type, [sequence, `W${depth}`, `U${depth}`, `b${depth}`], outputs, options));
    // Outputs have an axis of directions: [T, 1, B, H] and [1, B, H].
    const axis = whole ? "direction" : "first";
    graph.push(node("Squeeze", [outputs.at(-1) ?? "", axis], [`h${depth}`]));
    sequence = `h${depth}`;
  }
  graph.push(initializer("first", { shape: [1], data: BigInt64Array.of(0n) }));
  graph.push(initializer("V", columns([arrays["head.W"]])), initializer("c", arrays["head.b"]));
  graph.push(node("MatMul", [sequence, "V"], ["product"]), node("Add", ["product", "c"], ["y"]));
  graph.push([2, "model"], value(11, "x", [steps, batch, features]));
  graph.push(value(12, "y", output === "sequence" ? [steps, batch, 1] : [batch, 1]));
  return encode([
    [1, 8],
    [7, graph],
    [8, [[2, 14]]],
  ]);
}
