import { expect, test } from "vitest";
import { columnList } from "./column-list.ts";

test("columns are listed with commas", () => {
  expect(columnList("price, holiday,", ["price", "holiday"])).toEqual(["price", "holiday"]);
});

test("a column whose own name has a comma may stand alone", () => {
  expect(columnList("wind, km/h", ["wind, km/h", "wind"])).toEqual(["wind, km/h"]);
});

test("the commas of Chinese keyboards do as well", () => {
  expect(columnList("单价，节假日", ["单价", "节假日"])).toEqual(["单价", "节假日"]);
});
