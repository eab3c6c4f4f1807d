import { expect, test } from "vitest";
import { nameHint, nearestName } from "./nearest-name.ts";

test("the nearest name forgives letter case and a slip or two", () => {
  expect(nearestName("Prcie", ["date", "price", "prices2"])).toBe("price");
  expect(nearestName("SALES", ["sale", "sales"])).toBe("sales");
  expect(nearestName("weather", ["date", "price"])).toBeUndefined();
});

test("without a near name the hint lists a dozen and counts the rest", () => {
  expect(nameHint("weather", ["a", "b"])).toBe("one of a, b");
  const many = Array.from({ length: 20 }, (_, index) => `v${index}`);
  expect(nameHint("weather", many)).toMatch(/v11 and 8 more$/);
});
