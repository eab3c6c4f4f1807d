export {
  type Arithmetic,
  type AxisLength,
  aboutCell,
  arithmetic,
  type CellAbout,
  type CellDefinition,
  cellNamed,
  cells,
  defineCell,
  gru,
  gruAfter,
  indrnn,
  lstm,
  lstmCoupled,
  lstmForgetBias,
  lstmLayerNorm,
  lstmPeephole,
  mgu,
  minGru,
  minLstm,
  rnn,
  rnnRelu,
  sales,
  slstm,
  ugrnn,
} from "./cells/index.ts";
export { type Cell, type CellOptions, type CellSizes, cell } from "./equations/index.ts";
export * from "./errors.ts";
export { type Container, decodeContainer, encodeContainer } from "./files/container.ts";
export { readContainer, writeContainer } from "./files/container-file.ts";
export {
  decodeModel,
  encodeModel,
  type LoadedModel,
  type LoadOptions,
  loadModel,
  saveModel,
} from "./files/model-file.ts";
export { gradient } from "./gradient/gradient.ts";
export * from "./graph/index.ts";
export type { ArrayData, NestedNumbers } from "./layers/arrays.ts";
export { type DropoutOptions, dropout } from "./layers/dropout.ts";
export { type Layer, layer } from "./layers/layer.ts";
export { type LinearOptions, linear } from "./layers/linear.ts";
export { type InputAxes, type Model, type ModelDefinition, model, type PredictOptions } from "./layers/model.ts";
export { type InitialStates, type RecurrentLayer, type RecurrentOptions, recurrent } from "./layers/recurrent.ts";
export { sequential } from "./layers/sequential.ts";
export type { StepData, StepOf } from "./layers/step-data.ts";
export type { Summary, SummaryRow } from "./layers/summary.ts";
export { type ParameterOptions, parameter } from "./layers/trace.ts";
export type { Loss } from "./losses/loss.ts";
export { mae } from "./losses/mae.ts";
export { mse } from "./losses/mse.ts";
export type { Init } from "./math/init.ts";
export { randomKey } from "./math/keyed-uniform.ts";
export { type AdamOptions, adam } from "./optim/adam.ts";
export type { Optimizer, OptimizerState, OptimizerUpdate, Scalars } from "./optim/optimizer.ts";
export { type SgdOptions, sgd } from "./optim/sgd.ts";
export {
  type BackendName,
  type CompileOptions,
  type Engine,
  type EngineOptions,
  engine,
  type Program,
  type ProgramGraph,
  type ShapedArray,
} from "./program.ts";
export type { Targets, TrainingData } from "./train/data.ts";
export { type Gradients, gradients } from "./train/gradients.ts";
export { type Epoch, type Progress, type TrainOptions, train } from "./train/train.ts";
