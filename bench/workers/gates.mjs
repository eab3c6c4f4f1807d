/** @typedef {{ shape: number[], data: Float32Array }} Values */

/**
 * Parameters of several gates side by side as peers hold them: [out, in] of every gate becomes one [in, gates · out],
 * and a bias [out] one [gates · out].
 *
 * @param {readonly Values[]} gates
 * @param {readonly number[]} [signs] of each gate, +1 unless said
 * @returns {Values}
 */
export function columns(gates, signs = gates.map(() => 1)) {
  const [out, inputs = 1] = gates[0].shape;
  const data = new Float32Array(inputs * gates.length * out);
  gates.forEach((gate, g) => {
    for (let o = 0; o < out; o++)
      for (let i = 0; i < inputs; i++) data[(i * gates.length + g) * out + o] = signs[g] * gate.data[o * inputs + i];
  });
  return { shape: gates[0].shape.length === 1 ? [data.length] : [inputs, gates.length * out], data };
}

/**
 * The same below each other: [gates · out, in], and a bias [gates · out].
 *
 * @param {readonly Values[]} gates
 * @param {readonly number[]} [signs]
 * @returns {Values}
 */
export function rows(gates, signs = gates.map(() => 1)) {
  const [out, ...inputs] = gates[0].shape;
  const size = gates[0].data.length;
  const data = new Float32Array(gates.length * size);
  gates.forEach((gate, g) =>
    data.set(signs[g] === 1 ? gate.data : gate.data.map((value) => signs[g] * value), g * size),
  );
  return { shape: [gates.length * out, ...inputs], data };
}

/**
 * [B, T, F] as [T, B, F].
 *
 * @param {Values} values
 * @returns {Values}
 */
export function stepsFirst({ shape: [B, T, F], data }) {
  const turned = new Float32Array(data.length);
  for (let b = 0; b < B; b++)
    for (let t = 0; t < T; t++) turned.set(data.subarray((b * T + t) * F, (b * T + t + 1) * F), (t * B + b) * F);
  return { shape: [T, B, F], data: turned };
}
