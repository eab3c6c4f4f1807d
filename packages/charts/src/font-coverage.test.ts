import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fontRanges, uncovered } from "./font-coverage.ts";
import { packagedFile } from "./node-modules.ts";

const regular = readFileSync(packagedFile("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf", "test"));
const semiBold = readFileSync(packagedFile("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf", "test"));

describe("the charts' font", () => {
  test("has what charts write themselves, in both weights", () => {
    const own = "−0123456789.,×⁻⁰¹²³⁴⁵⁶⁷⁸⁹…·%+ forecast held out from (thousands)";
    expect(uncovered(fontRanges(regular), own)).toEqual([]);
    expect(uncovered(fontRanges(semiBold), own)).toEqual([]);
  });

  test("has Latin, Greek and Cyrillic, but no ideographs", () => {
    const ranges = fontRanges(regular);
    expect(uncovered(ranges, "Größe, façade, Łódź, Ελλάδα, Москва, Việt")).toEqual([]);
    expect(uncovered(ranges, "sales 销售\u0007 销")).toEqual(["销", "售"]);
  });
});

describe("fontRanges", () => {
  test("is empty for a font without a table of characters", () => {
    expect(fontRanges(new Uint8Array(32))).toEqual([]);
  });
});
