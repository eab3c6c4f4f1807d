import { adam, type Optimizer } from "@sluice/core";

/**
 * Adam whose steps shrink to nothing over a training, which ends it near where it settles and not wherever it was last thrown.
 *
 *   η_s = η · max(1/50, 1 − (s − 1)/S)      s = 1 … S
 */
export function fadingAdam({ rate, steps }: { rate: number; steps: number }): Optimizer {
  const optimizer = adam({ rate });
  return {
    ...optimizer,
    scalars(step, previous) {
      const scalars = optimizer.scalars(step, previous as ReturnType<typeof optimizer.scalars> | undefined);
      return { ...scalars, size: scalars.size * Math.max(0.02, 1 - (step - 1) / steps) };
    },
  };
}
