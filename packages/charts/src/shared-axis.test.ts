import { describe, expect, test } from "vitest";
import { sharedAxis } from "./shared-axis.ts";

describe("sharedAxis", () => {
  test("is the union of calendar times by instant", () => {
    const { axis, places } = sharedAxis([
      ["2024-01", "2024-03"],
      ["2024-02-01", "2024-03-01"],
    ]);
    expect(axis.kind).toBe("time");
    expect(axis.labels).toEqual(["2024-01", "2024-02-01", "2024-03"]);
    expect(places).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  test("keeps the order of texts that are no times", () => {
    const { axis, places } = sharedAxis([
      ["step 1", "step 2"],
      ["step 2", "step 10"],
    ]);
    expect(axis.kind).toBe("category");
    expect(axis.labels).toEqual(["step 1", "step 2", "step 10"]);
    expect(places[1]).toEqual([1, 2]);
  });

  test("has no scale for a single time", () => {
    expect(sharedAxis([["2024-01-01"]]).axis).toMatchObject({ kind: "category", labels: ["2024-01-01"] });
  });

  test("refuses calendar times that do not rise", () => {
    expect(() => sharedAxis([["2024-02", "2024-01"]])).toThrow(/\[E_ARGUMENT\].*"2024-01" after "2024-02"/);
    expect(() => sharedAxis([["2024-01", "2024-01-01", "2024-02"]])).toThrow(/\[E_ARGUMENT\]/);
  });
});
