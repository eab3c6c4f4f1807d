/** @import { Size } from "./sizes.mjs" */
/** @import { CellName } from "./weights.mjs" */
/** @import { Condition } from "./arrays.mjs" */
/** @import { PeerName } from "./peers.mjs" */
import { cells } from "@sluice/core";
import { SIZES } from "./sizes.mjs";
import { cellShapes, zooName } from "./weights.mjs";

/**
 * @typedef {object} Row
 * @property {string} name e.g. `lstm/L/train`
 * @property {"train" | "forward" | "step" | "epochs" | "compile" | "memory"} kind
 *   train: one step of forward, backward and Adam; forward: the model's output; step: one more step of a stream;
 *   epochs: a whole training, compiling included; compile: a model's first training step, less a later one;
 *   memory: bytes at rest and after many steps
 * @property {CellName} cell
 * @property {Size} size
 * @property {readonly PeerName[]} peers
 * @property {number} rate of Adam
 * @property {Condition} [condition] of the data; plain unless said
 * @property {number} [epochs]
 * @property {number} [threads] that Sluice may use; one unless said
 * @property {boolean} [warm] compile: a later model of a process, not its first
 * @property {string} [note] said under the row
 */

/** @type {readonly PeerName[]} */
const TRAINERS = ["pytorch", "tfjs-wasm", "tfjs-cpu", "jax-js"];
const RATE = 0.001;

/** @type {(condition: Condition) => Row} */
const underCondition = (condition) => ({
  name: `${condition}/M/train`,
  kind: "train",
  cell: "lstm",
  size: SIZES.M,
  peers: ["pytorch"],
  rate: RATE,
  condition,
});

/** @type {(axis: "steps" | "batch" | "hidden", lengths: readonly number[]) => Row[]} */
const along = (axis, lengths) =>
  lengths.map((length) => ({
    name: `by-${axis}/lstm/${length}`,
    kind: "train",
    cell: "lstm",
    size: { ...SIZES.L, [axis]: length },
    peers: ["pytorch"],
    rate: RATE,
  }));

/** The library's cells that no peer has, to be held against `lstm`. @returns {Row[]} */
function zoo() {
  const named = cells.filter(({ name, inputs }) => inputs === undefined && name !== "lstm" && name !== "gru-after");
  return named.flatMap(({ name }) =>
    /** @type {const} */ (["M", "L"]).map((letter) => ({
      name: `zoo/${name}/${letter}/train`,
      kind: "train",
      cell: `zoo/${name}`,
      size: SIZES[letter],
      peers: [],
      rate: RATE,
      note: `compare with lstm/${letter}/train`,
    })),
  );
}

/** @returns {Row[]} */
function workTable() {
  /** @type {Row[]} */
  const rows = [];
  for (const cell of /** @type {const} */ (["lstm", "gru"]))
    for (const [letter, size] of Object.entries(SIZES)) {
      // Loops of plain JavaScript: sixteen times the seconds that a step of L takes them.
      const trainers = letter === "XL" ? TRAINERS.filter((peer) => peer !== "tfjs-cpu") : TRAINERS;
      rows.push(
        { name: `${cell}/${letter}/train`, kind: "train", cell, size, peers: trainers, rate: RATE },
        {
          name: `${cell}/${letter}/forward`,
          kind: "forward",
          cell,
          size,
          peers: [...trainers, "onnxruntime-node"],
          rate: RATE,
        },
      );
    }
  return rows;
}

/**
 * Everything the benchmark measures, in the order of its report.
 *
 * @type {readonly Row[]}
 */
export const ROWS = [
  ...workTable(),
  ...["M", "L"].map(
    /** @returns {Row} */ (letter) => ({
      name: `notes-lstm/${letter}/train`,
      kind: "train",
      cell: "notes-lstm",
      size: SIZES[/** @type {"M" | "L"} */ (letter)],
      peers: ["pytorch", "pytorch-script"],
      rate: RATE,
      note: "four linear layers over [x, h], written by hand: equations here, a module there",
    }),
  ),
  {
    name: "sales/M/train",
    kind: "train",
    cell: "sales",
    size: SIZES.M,
    peers: ["pytorch", "pytorch-script"],
    rate: RATE,
    note: "the sales cell, written by hand there",
  },
  ...zoo(),
  {
    name: "stream/H64/step",
    kind: "step",
    cell: "lstm",
    size: { batch: 1, steps: 24, features: 3, hidden: 64, layers: 1, output: "last" },
    peers: ["pytorch"],
    rate: RATE,
    note: "one more step of a stream, the states carried",
  },
  {
    name: "airline/1000-epochs",
    kind: "epochs",
    cell: "lstm-two-biases",
    size: SIZES.S,
    peers: ["pytorch"],
    rate: 0.1,
    epochs: 1000,
    note: "the notes' whole training, compiling included",
  },
  ...["S", "M"].flatMap((letter) =>
    [false, true].map(
      /** @returns {Row} */ (warm) => ({
        name: `compile/${letter}/${warm ? "warm" : "cold"}`,
        kind: "compile",
        cell: "lstm",
        size: SIZES[/** @type {"S" | "M"} */ (letter)],
        peers: ["jax-js"],
        rate: RATE,
        warm,
        note: warm ? "the third model of a process" : "the first model of a fresh process",
      }),
    ),
  ),
  {
    name: "memory/M/train",
    kind: "memory",
    cell: "lstm",
    size: SIZES.M,
    peers: ["pytorch", "tfjs-wasm", "jax-js"],
    rate: RATE,
  },
  { ...underCondition("saturated"), note: "every gate at 0 or at 1; compare with lstm/M/train" },
  { ...underCondition("denormal"), note: "inputs of 1e-40; compare with lstm/M/train" },
  ...["M", "L", "XL"].flatMap((letter) =>
    [2, 4].map(
      /** @returns {Row} */ (threads) => ({
        name: `threads/${letter}/${threads}`,
        kind: "train",
        cell: "lstm",
        size: SIZES[/** @type {"M" | "L" | "XL"} */ (letter)],
        peers: ["sluice-1-thread"],
        rate: RATE,
        threads,
        note: `${threads} threads, beside Sluice on one`,
      }),
    ),
  ),
  ...along("steps", [12, 24, 48, 96, 192]),
  ...along("batch", [8, 16, 32, 64, 128, 256]),
  ...along("hidden", [16, 32, 64, 128, 256]),
];

/**
 * The rows whose names begin with one of the patterns, whole parts at a time: `lstm/L` is `lstm/L/train` and
 * `lstm/L/forward`. All rows where there are no patterns.
 *
 * @param {readonly string[]} patterns
 * @returns {{ rows: Row[], unknown: string[] }} unknown: patterns that no row has
 */
export function selectRows(patterns, rows = ROWS) {
  /** @param {string} name @param {string} pattern */
  const begins = (name, pattern) => name === pattern || name.startsWith(`${pattern.replace(/\/$/, "")}/`);
  return {
    rows: rows.filter(({ name }) => patterns.length === 0 || patterns.some((pattern) => begins(name, pattern))),
    unknown: patterns.filter((pattern) => !rows.some(({ name }) => begins(name, pattern))),
  };
}

/**
 * Floating-point operations of the matrix products of one call, counting a product and a sum as two: what a rate in
 * GFLOP/s is told by. Nothing but for the plain cells, whose products are those of the peers too, and for the zoo.
 *
 *   forward 2·B·T·G·H·(F + H)     train: once more for the weights' gradients, and 2·B·T·G·H·H for the states'
 *
 * with, in the zoo, as many products W x as there are W, and U h as there are U.
 *
 * @param {Row} row
 * @returns {number | undefined}
 */
export function productFlops({ kind, cell, size: { batch, steps, features, hidden, layers } }) {
  const gates = productsOf(cell, { features, hidden });
  if (gates === undefined || (kind !== "train" && kind !== "forward")) return undefined;
  let flops = 0;
  for (let depth = 0; depth < layers; depth++) {
    const input = depth === 0 ? features : hidden;
    const each = 2 * batch * steps * hidden;
    // The gradient of the data is nobody's parameter.
    const backward = gates.W * input * (depth === 0 ? 1 : 2) + gates.U * hidden * 2;
    flops += each * (gates.W * input + gates.U * hidden + (kind === "train" ? backward : 0));
  }
  return flops;
}

/**
 * How many matrices [H, F] and [H, H] a cell has.
 *
 * @param {CellName} cell
 * @param {{ features: number, hidden: number }} sizes
 */
function productsOf(cell, sizes) {
  if (cell === "lstm") return { W: 4, U: 4 };
  if (cell === "gru") return { W: 3, U: 3 };
  if (zooName(cell) === undefined) return undefined;
  const matrices = Object.entries(cellShapes(cell, sizes)).filter(([, shape]) => shape.length === 2);
  const U = matrices.filter(([name]) => name.startsWith("U")).length;
  return { W: matrices.length - U, U };
}
