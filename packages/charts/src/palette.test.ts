import { describe, expect, test } from "vitest";
import { PALETTES, type Theme } from "./palette.ts";

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const share = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe.each(["light", "dark"] as Theme[])("the %s palette", (theme) => {
  const palette = PALETTES[theme];

  test.each(["background", "span", "heldOut", "ahead"] as const)("keeps lines at 3 to 1 with %s", (behind) => {
    for (const color of [palette.actual, palette.fitted, palette.forecast, ...palette.others])
      expect(contrast(color, palette[behind])).toBeGreaterThanOrEqual(3);
  });

  test("tells the steps ahead from those held out", () => {
    expect(palette.ahead).not.toBe(palette.heldOut);
  });

  test("keeps texts at 4.5 to 1", () => {
    expect(contrast(palette.text, palette.background)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.muted, palette.background)).toBeGreaterThanOrEqual(4.5);
  });

  test("has no colour twice", () => {
    const colors = [palette.actual, palette.fitted, palette.forecast, ...palette.others];
    expect(new Set(colors).size).toBe(colors.length);
  });
});
