export type { ValueKind } from "./cells/cell-values.ts";
export type { GateRole } from "./cells/gate-roles.ts";
export {
  type Arithmetic,
  type AxisLength,
  aboutCell,
  arithmetic,
  type CellAbout,
  type CellDefinition,
  cellNamed,
  cells,
  cellWiring,
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
export type {
  CellWiring,
  InputNode,
  Mark,
  NextNode,
  Operand,
  OperatorNode,
  OutputNode,
  PreviousNode,
  ValueNode,
  ValueRole,
  Wire,
  WiringNode,
} from "./equations/wiring/index.ts";
export { operatorValue } from "./equations/wiring/operator-value.ts";
export * from "./errors.ts";
export { type Container, decodeContainer, encodeContainer } from "./files/container.ts";
export { readContainer, writeContainer } from "./files/container-file.ts";
export { crc32c } from "./files/crc32c.ts";
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
export { type ContributionOptions, contributions } from "./inspect/contributions.ts";
export { type MemoryLength, memoryLength } from "./inspect/memory-length.ts";
export { type Statistics, statistics } from "./inspect/statistics.ts";
export type { ArrayData, NestedNumbers } from "./layers/arrays.ts";
export { type BatchNormOptions, batchNorm } from "./layers/batch-norm.ts";
export { type Conv1dOptions, conv1d } from "./layers/conv1d.ts";
export { type DropoutOptions, dropout } from "./layers/dropout.ts";
export { type EmbeddingLayer, type EmbeddingOptions, embedding } from "./layers/embedding.ts";
export { type FlattenOptions, flatten } from "./layers/flatten.ts";
export { type Layer, layer } from "./layers/layer.ts";
export { type LayerNormOptions, layerNorm } from "./layers/layer-norm.ts";
export { type LinearOptions, linear } from "./layers/linear.ts";
export type { Merge } from "./layers/merge-directions.ts";
export { type InputAxes, type Model, type ModelDefinition, model, type PredictOptions } from "./layers/model.ts";
export {
  type AveragePoolOptions,
  averagePool1d,
  type MaxPoolOptions,
  maxPool1d,
  type PoolOptions,
} from "./layers/pool1d.ts";
export {
  type InitialStates,
  type RecurrentInputs,
  type RecurrentLayer,
  type RecurrentOptions,
  recurrent,
} from "./layers/recurrent.ts";
export type { Direction } from "./layers/recurrent-options.ts";
export type { Lengths } from "./layers/row-lengths.ts";
export { sequential } from "./layers/sequential.ts";
export type { StepData, StepOf } from "./layers/step-data.ts";
export type { Summary, SummaryRow } from "./layers/summary.ts";
export { type ParameterOptions, parameter } from "./layers/trace.ts";
export type { WatchableValue } from "./layers/watchable.ts";
export { type BinaryCrossEntropyOptions, binaryCrossEntropy } from "./losses/binary-cross-entropy.ts";
export { type CrossEntropyOptions, crossEntropy } from "./losses/cross-entropy.ts";
export { type Gaussian, type GaussianNllOptions, gaussianNll } from "./losses/gaussian-nll.ts";
export { type HuberOptions, huber } from "./losses/huber.ts";
export type { Loss, LossOptions } from "./losses/loss.ts";
export { mae } from "./losses/mae.ts";
export { mse } from "./losses/mse.ts";
export { type NegativeBinomial, negativeBinomialNll } from "./losses/negative-binomial-nll.ts";
export { type PinballOptions, pinball } from "./losses/pinball.ts";
export { type PoissonNllOptions, poissonNll } from "./losses/poisson-nll.ts";
export { type StudentT, studentTNll } from "./losses/student-t-nll.ts";
export type { Init } from "./math/init.ts";
export { randomKey } from "./math/keyed-uniform.ts";
export { type RandomStream, randomStream } from "./math/random.ts";
export { accuracy } from "./metrics/accuracy.ts";
export { type BinaryAccuracyOptions, binaryAccuracy } from "./metrics/binary-accuracy.ts";
export type { Metric, Metrics } from "./metrics/metric.ts";
export { rmse } from "./metrics/rmse.ts";
export { type TopKAccuracyOptions, topKAccuracy } from "./metrics/top-k-accuracy.ts";
export { type AdagradOptions, adagrad } from "./optim/adagrad.ts";
export { type AdamOptions, adam } from "./optim/adam.ts";
export { type AdamwOptions, adamw } from "./optim/adamw.ts";
export type { Clip } from "./optim/clip.ts";
export type { ParameterGroups } from "./optim/groups.ts";
export type { Optimizer, OptimizerState, OptimizerUpdate, Scalars } from "./optim/optimizer.ts";
export type { Rate } from "./optim/rate.ts";
export { type RmspropOptions, rmsprop } from "./optim/rmsprop.ts";
export { type CosineOptions, cosine } from "./optim/schedules/cosine.ts";
export { type ExponentialDecayOptions, exponentialDecay } from "./optim/schedules/exponential-decay.ts";
export { type OneCycleOptions, oneCycle } from "./optim/schedules/one-cycle.ts";
export { type ReduceOnPlateauOptions, reduceOnPlateau } from "./optim/schedules/reduce-on-plateau.ts";
export type { Schedule } from "./optim/schedules/schedule.ts";
export { type StepDecayOptions, stepDecay } from "./optim/schedules/step-decay.ts";
export { type WarmUpOptions, warmUp } from "./optim/schedules/warm-up.ts";
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
export { fileStore } from "./train/checkpoint/file-store.ts";
export type { CheckpointOptions, Every, Resumed } from "./train/checkpoint/saving.ts";
export type { CheckpointStore, StoredCheckpoint } from "./train/checkpoint/store.ts";
export type { EarlyStopping } from "./train/early-stopping.ts";
export type { BatchList, BatchSource, Targets, TrainingData } from "./train/feed/data.ts";
export { type EvaluateOptions, type Evaluation, evaluate } from "./train/measure/evaluate.ts";
export { type Gradients, gradients } from "./train/measure/gradients.ts";
export { type Epoch, type Progress, type TrainOptions, train } from "./train/train.ts";
export { type WeightAverage, type WeightAverageOptions, weightAverage } from "./train/weight-average.ts";
