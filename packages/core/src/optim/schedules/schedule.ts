/**
 * The step size of step 1, 2, …: a function of the step, and of the losses of the epochs before it (on the validation data
 * where there are any, else on the training data).
 *
 * It holds no state, so that one object serves many trainings. An epoch has ⌈rows / batch⌉ steps, ⌈rows / (batch · n)⌉
 * with `accumulate: n`.
 */
export type Schedule = (step: number, losses: readonly number[]) => number;
