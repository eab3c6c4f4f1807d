import { describe, expect, test } from "vitest";
import { type RampKind, rampBytes, rampLevel } from "./color-ramp.ts";

/** CIE lightness of a colour, 0 to 100. */
function lightness(bytes: Uint8Array, level: number): number {
  const [r, g, b] = [0, 1, 2].map((channel) => {
    const value = bytes[3 * level + channel]! / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

describe("colours of heat maps", () => {
  test.each([
    ["light", -1],
    ["dark", 1],
  ] as const)("of shares change lightness one way and evenly: %s", (theme, sign) => {
    const bytes = rampBytes("share", theme);
    const steps = Array.from(
      { length: 8 },
      (_, i) => sign * (lightness(bytes, (i + 1) * 31) - lightness(bytes, i * 31)),
    );
    expect(Math.min(...steps)).toBeGreaterThan(4);
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(2);
    expect(Math.abs(lightness(bytes, 255) - lightness(bytes, 0))).toBeGreaterThan(55);
  });

  test.each(["light", "dark"] as const)("around 0 are as strong on either side: %s", (theme) => {
    const bytes = rampBytes("signed", theme);
    for (const away of [40, 80, 120])
      expect(Math.abs(lightness(bytes, 127 - away) - lightness(bytes, 128 + away))).toBeLessThan(5);
    const [first, middle] = [lightness(bytes, 0), lightness(bytes, 128)];
    expect(Math.abs(first - middle)).toBeGreaterThan(35);
  });

  test.each(["share", "signed"] as RampKind[])("end where their scale does: %s", (kind) => {
    expect(rampBytes(kind, "light")).toHaveLength(768);
    expect([rampLevel(-5, -1, 1), rampLevel(-1, -1, 1), rampLevel(1, -1, 1), rampLevel(9, -1, 1)]).toEqual([
      0, 0, 255, 255,
    ]);
  });
});
