import { ShapeError } from "../errors.ts";
import { ROWS, showPublic } from "../graph/axes.ts";
import { add, less, reshape, select, zeros } from "../graph/ops.ts";
import { scan } from "../graph/scan.ts";
import { type Size, sameShape } from "../graph/size.ts";
import type { Tensor } from "../graph/tensor.ts";

// The same lengths give the same tensor, so that a loop for them is made once and a sequence is not zeroed twice.
const masks = new WeakMap<Tensor, Map<Size, Tensor>>();

/**
 * Which steps are a row's own: 1 where t < length, 0 in the padding behind.
 *
 * Shapes: lengths [B]; the mask [T, B, 1].   Units: lengths in steps.
 * Errors: E_SHAPE for lengths of another shape.
 */
export function sequenceMask(lengths: Tensor, axis: Size): Tensor {
  if (!sameShape(lengths.shape, [ROWS]))
    throw new ShapeError({
      where: "lengths",
      expected: "one number for every row, [B]",
      got: showPublic(lengths.shape),
    });
  const known = masks.get(lengths) ?? new Map<Size, Tensor>();
  masks.set(lengths, known);
  let mask = known.get(axis);
  if (mask === undefined) {
    const column = [ROWS, 1];
    const own = reshape(lengths, column);
    const { stacks } = scan({
      axis: axis as string | number,
      sequences: [],
      initial: [zeros(column)],
      step: (_, [t]) => ({ next: [add(t!, 1)], stacked: [less(t!, own)] }),
    });
    mask = stacks[0]!;
    known.set(axis, mask);
  }
  return mask;
}

/** A sequence with zeros in its padding, whatever stood there: a selection, so that a NaN leaves no trace. */
export function zeroPadding(sequence: Tensor, mask: Tensor): Tensor {
  const { op, inputs } = sequence.node;
  if (op.kind === "select" && inputs[0]!.node === spread(mask, sequence).node) return sequence;
  return select(spread(mask, sequence), sequence, 0);
}

/** The mask under as many axes as a sequence has. */
function spread(mask: Tensor, { shape }: Tensor): Tensor {
  if (shape.length === 3) return mask;
  const ones = new Array<Size>(Math.max(0, shape.length - 2)).fill(1);
  return reshape(mask, [...mask.shape.slice(0, 2), ...ones]);
}
