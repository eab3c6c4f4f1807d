import { describe, expect, test } from "vitest";
import type { Shape } from "../../graph/size.ts";
import { denseStrides, extentKey, paddedWidth, physical, type View } from "./layout.ts";
import { axisStrides, broadcastView, endElement, firstElement, isDense, moved } from "./views.ts";

const dense = (shape: Shape): View => {
  const { lead, width } = physical(shape);
  return {
    buffer: { id: 0, kind: "scratch", bytes: [], address: 0, from: 0, to: 0 },
    offset: 0,
    terms: [],
    strides: denseStrides(lead, 4 * paddedWidth(width)),
    lanes: "vector",
  };
};
const keys = (view: View) => view.strides.map(extentKey);
const start = (view: View) => [`${view.offset}`, ...view.terms.map((term) => extentKey(term.bytes))].join(" + ");

describe("a view", () => {
  test("has a stride for every axis, the one in lanes included", () => {
    const strides = (shape: Shape) => axisStrides(shape, dense(shape)).map(extentKey);
    expect(strides(["T", "B", 6])).toEqual(["32*B", "32", "4"]);
    expect(strides(["T", "B"])).toEqual(["16*B", "16"]);
    expect(strides([])).toEqual([]);
  });

  test("moves by bytes known now or at run time", () => {
    const [outer, inner] = axisStrides(["T", "B", 6], dense(["T", "B", 6]));
    expect(start(moved(dense(["T", "B", 6]), inner!, 3))).toBe("96");
    expect(start(moved(dense(["T", "B", 6]), outer!, 2))).toBe("0 + 64*B");
    expect(start(moved(dense(["T", "B", 6]), inner!, 0))).toBe("0");
  });

  test("of the last element starts one before the end", () => {
    expect(start(endElement(["T", "B", 6], dense(["T", "B", 6]), "last"))).toBe("0 + 32*B*T + -32*B");
    expect(start(endElement([5, 6], dense([5, 6]), "last"))).toBe("128");
    expect(start(endElement([6], dense([6]), "last"))).toBe("20");
    expect(start(endElement([6], dense([6]), "first"))).toBe("0");
  });

  test("of an element has the other axes' strides", () => {
    const { view, stride } = firstElement(["T", "B", 6], dense(["T", "B", 6]));
    expect(keys(view)).toEqual(["32"]);
    expect(extentKey(stride)).toBe("32*B");
  });

  test("repeats along what it is broadcast over", () => {
    const wide = (from: Shape, to: Shape) => {
      const view = broadcastView(dense(from), from, to);
      return [...keys(view), view.lanes];
    };
    expect(wide([6], ["T", "B", 6])).toEqual(["0", "0", "vector"]);
    expect(wide(["B", 1], ["T", "B", 6])).toEqual(["0", "16", "splat"]);
    expect(wide([], ["B", 6])).toEqual(["0", "splat"]);
    expect(wide(["T", 1, 6], ["T", "B", 6])).toEqual(["32", "0", "vector"]);
    expect(wide([5, 1], [5, "B"])).toEqual(["16", "0", "vector"]);
  });

  test("is dense when its rows follow one another without gaps", () => {
    expect(isDense(["T", "B", 6], dense(["T", "B", 6]))).toBe(true);
    expect(isDense(["T", "B", 3], dense(["T", "B", 6]))).toBe(false);
    expect(isDense(["B", 6], broadcastView(dense(["B", 1]), ["B", 1], ["B", 6]))).toBe(false);
    expect(isDense(["B", 6], broadcastView(dense([6]), [6], ["B", 6]))).toBe(false);
  });
});
