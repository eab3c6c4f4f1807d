import { cell } from "../equations/index.ts";
import { lstm } from "./lstm.ts";

/**
 * Long short-term memory that starts by remembering: the equations of `lstm`, with every b_f first 1.
 *
 *   f = σ(W_f x + U_f h' + b_f)      b_f = 1 at first, so that f is about 0.73 and gradients reach back from the start
 *
 * Shapes, units, errors and the 4 H (F + H + 1) parameters are those of `lstm`; b_f is trained like any other.
 * Source: Gers, Schmidhuber and Cummins 2000, Neural Computation 12(10); 1 as in Jozefowicz, Zaremba and Sutskever 2015
 * (ICML) and in Keras (`unit_forget_bias`).
 */
export const lstmForgetBias = cell("lstm-forget-bias", lstm.source, { init: { b_f: 1 } });
