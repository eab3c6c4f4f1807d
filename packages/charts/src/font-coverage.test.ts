import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { covers, fontRanges } from "./font-coverage.ts";
import { packagedFile } from "./node-modules.ts";

const regular = readFileSync(packagedFile("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf", "test"));
const semiBold = readFileSync(packagedFile("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf", "test"));

describe("the charts' font", () => {
  test("has what charts write themselves, in both weights", () => {
    const own = "−0123456789.,×⁻⁰¹²³⁴⁵⁶⁷⁸⁹…·%+ forecast held out from (thousands)";
    expect(covers(fontRanges(regular), own)).toBe(true);
    expect(covers(fontRanges(semiBold), own)).toBe(true);
  });

  test("has Latin, Greek and Cyrillic, but no ideographs", () => {
    const ranges = fontRanges(regular);
    expect(covers(ranges, "Größe, façade, Łódź, Ελλάδα, Москва, Việt")).toBe(true);
    expect(covers(ranges, "sales 销售")).toBe(false);
  });
});

describe("fontRanges", () => {
  test("is empty for a font without a table of characters", () => {
    expect(fontRanges(new Uint8Array(32))).toEqual([]);
  });
});
