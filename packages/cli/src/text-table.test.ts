import { describe, expect, test } from "vitest";
import { alike, textTable } from "./text-table.ts";

describe("textTable", () => {
  test("names stand at the left, numbers at the right", () => {
    expect(
      textTable(
        ["month", "n"],
        [
          ["1949-01", "7"],
          ["1950", "112"],
        ],
      ),
    ).toBe("month      n\n1949-01    7\n1950     112\n");
  });

  test("counts characters, not their bytes or halves", () => {
    expect(textTable(["é", "𝛼"], [["abc", "1"]])).toBe("é    𝛼\nabc  1\n");
  });

  test("counts no accents that stand on a letter", () => {
    expect(textTable(["h\u0303 [8]", "n"], [["h [8]", "1"]])).toBe("h\u0303 [8]  n\nh [8]  1\n");
  });

  test("counts two columns for what a terminal draws two columns wide", () => {
    expect(
      textTable(
        ["日期", "销量"],
        [
          ["2024-01", "7"],
          ["😀é", "112"],
        ],
      ),
    ).toBe("日期     销量\n2024-01     7\n😀é       112\n");
  });

  test("lets no control character of a cell through", () => {
    expect(textTable(["a", "b"], [["x\u001b[31m\ny", "1"]])).toBe("a         b\nx\uFFFD[31m y  1\n");
  });

  test("an empty table is its header", () => {
    expect(textTable(["a", "b"], [])).toBe("a  b\n");
  });
});

describe("alike", () => {
  test.each([
    [[622, 104.25], "104.25", 104.25],
    [[0.123456, 0.1], "0.1235", 0.123456],
    [[54321.9, 1], "54322", 54321.9],
    [[-622.5, 1], "-622.50", -622.5],
    [[0, 0], "0.0000", 0],
    [[2e-9], "2.0000e-9", 2e-9],
    [[3e20, 1], "1.0000e+0", 1],
    [[null], "none", null],
  ] as [(number | null)[], string, number | null][])("of %j prints %s", (values, text, value) => {
    expect(alike(values)(value)).toBe(text);
  });
});
