import { topKAccuracy } from "./top-k-accuracy.ts";

/**
 * The part of the rows, or of their steps, whose greatest logit is that of the right class.
 *
 *   accuracy = mean(argmax_c z_c = y)      the lower class where two logits are the same
 *
 * Shapes: logits [..., C]; targets are class numbers 0 … C − 1 [...], or probabilities [..., C], of which the greatest counts.
 * Units: from 0 to 1. A row with a logit that is NaN is wrong.
 * Errors: E_ARGUMENT for a class that there is not; E_SHAPE when the shapes do not fit.
 */
export const accuracy = topKAccuracy({ k: 1 });
