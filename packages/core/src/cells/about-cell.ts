import type { Cell } from "../equations/index.ts";
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

/** What a list of cells says of one. */
export interface CellAbout {
  /** One line. */
  readonly what: string;
  /** Where it was published. */
  readonly paper: string;
}

const ABOUT: ReadonlyMap<Cell, CellAbout> = new Map([
  entry(rnn, "simple recurrent network, with tanh", "Elman 1990, Cognitive Science 14(2)"),
  entry(rnnRelu, "simple recurrent network of rectified units", "Le, Jaitly and Hinton 2015, arXiv:1504.00941"),
  entry(indrnn, "every unit sees only itself of the step before", "Li et al. 2018, arXiv:1803.04831"),
  entry(
    lstm,
    "three gates, and a cell state that is added to",
    "Hochreiter and Schmidhuber 1997, Neural Computation 9(8)",
  ),
  entry(
    lstmForgetBias,
    "LSTM that starts by remembering: b_f is first 1",
    "Gers, Schmidhuber and Cummins 2000, Neural Computation 12(10)",
  ),
  entry(lstmPeephole, "LSTM whose gates see the cell state", "Gers and Schmidhuber 2000, IJCNN"),
  entry(lstmCoupled, "LSTM that forgets what it writes over", "Greff et al. 2017, arXiv:1503.04069"),
  entry(lstmLayerNorm, "LSTM with layer normalisation of its gates", "Ba, Kiros and Hinton 2016, arXiv:1607.06450"),
  entry(slstm, "exponential gates with a normaliser and a stabiliser", "Beck et al. 2024, arXiv:2405.04517"),
  entry(minLstm, "forgets and writes by gates that see only the input", "Feng et al. 2024, arXiv:2410.01201"),
  entry(gru, "two gates, the reset before the product", "Cho et al. 2014, arXiv:1406.1078"),
  entry(gruAfter, "two gates, the reset after the product", "Cho et al. 2014, arXiv:1406.1078v1"),
  entry(mgu, "one gate both resets and writes", "Zhou et al. 2016, arXiv:1603.09420"),
  entry(ugrnn, "simple recurrent network with one gate that keeps", "Collins et al. 2017, arXiv:1611.09913"),
  entry(minGru, "GRU whose gate and candidate see only the input", "Feng et al. 2024, arXiv:2410.01201"),
  entry(sales, "GRU with weights for sales, holiday and weather", "Cho et al. 2014, arXiv:1406.1078v1, by columns"),
]);

function entry(cell: Cell, what: string, paper: string): [Cell, CellAbout] {
  return [cell, { what, paper }];
}

/** One line on a cell of the library and its paper; undefined for any other cell. */
export const aboutCell = (cell: Cell): CellAbout | undefined => ABOUT.get(cell);
