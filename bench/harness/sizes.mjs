/**
 * @typedef {object} Size
 * @property {number} batch
 * @property {number} steps
 * @property {number} features
 * @property {number} hidden
 * @property {number} layers
 * @property {"last" | "sequence"} output where the linear head stands: on the last step, or on every one
 */

/**
 * The work table. S is the airline model of the notes, which predicts at every step of one series.
 *
 * @type {Readonly<Record<"S" | "M" | "L" | "XL", Size>>}
 */
export const SIZES = {
  S: { batch: 1, steps: 112, features: 3, hidden: 6, layers: 2, output: "sequence" },
  M: { batch: 32, steps: 24, features: 3, hidden: 32, layers: 1, output: "last" },
  L: { batch: 64, steps: 48, features: 8, hidden: 128, layers: 1, output: "last" },
  XL: { batch: 128, steps: 96, features: 16, hidden: 256, layers: 1, output: "last" },
};
