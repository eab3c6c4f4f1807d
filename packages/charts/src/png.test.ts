import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { airPassengers } from "./air-passengers.test.data.ts";
import { forecastChart } from "./forecast-chart.ts";
import { hanFonts } from "./han-font.ts";
import { svgToPng } from "./png.ts";

interface Picture {
  width: number;
  height: number;
  /** Four bytes a pixel. */
  pixels: Uint8Array;
}

/** Reads a PNG of 8 bits a channel with transparency (PNG 1.2, filters 0 to 4). */
function decode(png: Uint8Array): Picture {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  expect([bytes[24], bytes[25]]).toEqual([8, 6]);
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT")
      parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  const raw = inflateSync(Buffer.concat(parts));
  const row = width * 4;
  expect(raw.length).toBe(height * (row + 1));
  const pixels = new Uint8Array(height * row);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < row; x++) {
      const left = x < 4 ? 0 : pixels[y * row + x - 4]!;
      const up = y === 0 ? 0 : pixels[(y - 1) * row + x]!;
      const corner = x < 4 || y === 0 ? 0 : pixels[(y - 1) * row + x - 4]!;
      const guess = left + up - corner;
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner;
      const base = [0, left, up, (left + up) >> 1, paeth][raw[y * (row + 1)]!]!;
      pixels[y * row + x] = raw[y * (row + 1) + 1 + x]! + base;
    }
  }
  return { width, height, pixels };
}

/** How many pixels of the upper left corner, where the title stands, are dark. */
function darkPixels({ width, pixels }: Picture): number {
  let count = 0;
  for (let y = 0; y < 34; y++) for (let x = 0; x < 300; x++) if (pixels[(y * width + x) * 4]! < 80) count++;
  return count;
}

describe("toPNG", () => {
  const chart = forecastChart(airPassengers);

  test("is as large as asked", async () => {
    const { width, height } = decode(await chart.toPNG({ width: 420, height: 300 }));
    expect([width, height]).toEqual([420, 300]);
  });

  test("scales without changing the layout", async () => {
    const { width, height } = decode(await chart.toPNG({ width: 420, height: 300, scale: 2 }));
    expect([width, height]).toEqual([840, 600]);
  });

  test("is opaque, in the background of its theme", async () => {
    const light = decode(await chart.toPNG({ width: 300, height: 200 }));
    expect([...light.pixels.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
    const dark = decode(await chart.toPNG({ width: 300, height: 200, theme: "dark" }));
    expect([...dark.pixels.subarray(0, 4)]).toEqual([0x14, 0x17, 0x1c, 255]);
  });

  test("writes texts with its own font", async () => {
    // The semi-bold title; without a font nothing would be there but the background.
    expect(darkPixels(decode(await chart.toPNG()))).toBeGreaterThan(300);
    const white = await forecastChart({ ...airPassengers, title: "..." }).toPNG();
    expect(darkPixels(decode(white))).toBeLessThan(40);
  });

  test("writes Chinese with a font of its own, whatever fonts the machine has", async () => {
    const svg = forecastChart({ ...airPassengers, title: "航空旅客" }).toSVG();
    const { fonts, missing } = await hanFonts([..."航空旅客"]);
    expect([fonts.length > 0, missing]).toEqual([true, []]);
    // Four characters of many strokes; boxes for missing glyphs would have but their outlines, or nothing.
    const { width, pixels } = decode(await svgToPng(svg, 1));
    const columns = Array.from({ length: 64 }, (_, x) =>
      Array.from({ length: 20 }, (_, y) => pixels[((y + 14) * width + 16 + x) * 4]!).filter((value) => value < 120),
    );
    expect(columns.filter((dark) => dark.length > 0).length).toBeGreaterThan(40);
    expect(columns.flat().length).toBeGreaterThan(150);
  });

  test("draws texts in characters that its fonts lack without failing", async () => {
    const png = await forecastChart({ ...airPassengers, title: "항공 😀" }).toPNG({ width: 300, height: 200 });
    expect(decode(png).width).toBe(300);
  });

  test("leaves no fonts behind", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-test-"));
    vi.stubEnv("TMPDIR", folder);
    try {
      expect(tmpdir()).toBe(folder);
      await forecastChart({ ...airPassengers, title: "旅客" }).toPNG({ width: 300, height: 200 });
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    }
  });

  test("gives the same bytes again", async () => {
    expect(Buffer.compare(await chart.toPNG(), await chart.toPNG())).toBe(0);
  });

  test.each([0, -1, 11, Number.NaN])("refuses a scale of %d", async (scale) => {
    await expect(chart.toPNG({ scale })).rejects.toThrow(/\[E_ARGUMENT\] chart, scale/);
  });

  test("refuses a picture of billions of pixels before drawing it", async () => {
    await expect(chart.toPNG({ width: 10_000, height: 10_000, scale: 10 })).rejects.toThrow(
      /\[E_ARGUMENT\] chart, size: expected at most 100000000 pixels, got 10000000000/,
    );
  });
});
