import { Resvg } from "@resvg/resvg-js";
import { describe, expect, test } from "vitest";
import { packagedFile } from "./node-modules.ts";
import { fitText, textWidth, wrapText } from "./text-width.ts";

/** Width between two marks as the renderer lays out the text in Inter. */
function drawnWidth(text: string): number {
  const svg = (content: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="60"><text x="10" y="40" font-size="20" font-family="Inter">${content}</text></svg>`;
  const font = {
    loadSystemFonts: false,
    fontFiles: [packagedFile("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf", "test")],
  };
  const right = (content: string) => {
    const box = new Resvg(svg(content), { font }).getBBox()!;
    return box.x + box.width;
  };
  return right(`|${text}|`) - right("|");
}

describe("textWidth", () => {
  test.each([
    "1,234,567,890",
    "passengers (thousands)",
    "forecast · price 9.90",
    "AVERAGE_TEMPERATURE_2M",
    "Überläufe",
  ])("agrees with the renderer to 5 %% for %s", (text) => {
    const width = textWidth(text, 20) + textWidth("|", 20);
    expect(width / drawnWidth(text)).toBeGreaterThan(0.95);
    expect(width / drawnWidth(text)).toBeLessThan(1.05);
  });

  test("counts an ideograph as a square", () => {
    expect(textWidth("销售", 12)).toBe(24);
  });
});

describe("fitText", () => {
  test("keeps a text that fits", () => {
    expect(fitText("sales", 12, 200)).toBe("sales");
  });

  test("keeps beginning and end of one that does not", () => {
    const short = fitText("store_1_revenue_in_local_currency_after_returns", 12, 150);
    expect(short).toMatch(/^store_1.+….+returns$/);
    expect(textWidth(short, 12)).toBeLessThanOrEqual(150);
  });

  test("does not cut a pair of surrogates in two", () => {
    expect(fitText("😀😀😀😀😀😀😀😀", 12, 60)).toMatch(/^(😀)+…(😀)*$/u);
  });
});

describe("wrapText", () => {
  test("breaks at spaces", () => {
    expect(wrapText("daily revenue of all shops", 16, 120, 3)).toEqual(["daily revenue", "of all shops"]);
  });

  test("shortens the last line it may have", () => {
    const lines = wrapText("one two three four five six seven eight nine ten", 16, 120, 2);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain("…");
  });

  test("gives no line for a text without words", () => {
    expect(wrapText("", 16, 100, 2)).toEqual([]);
  });
});
