import { adam } from "@sluice/core";
import { expect, test } from "vitest";
import { fadingAdam } from "./fading-adam.ts";

test("steps are Adam's, shrinking in a line to a fiftieth", () => {
  const fading = fadingAdam({ rate: 0.1, steps: 4 });
  const plain = adam({ rate: 0.1 });
  let mine: ReturnType<typeof fading.scalars> | undefined;
  let theirs: ReturnType<typeof plain.scalars> | undefined;
  const shares = [1, 2, 3, 4, 5, 6].map((step) => {
    mine = fading.scalars(step, mine);
    theirs = plain.scalars(step, theirs);
    return mine.size! / theirs.size;
  });
  [1, 0.75, 0.5, 0.25, 0.02, 0.02].forEach((share, i) => {
    expect(shares[i]).toBeCloseTo(share, 12);
  });
});
