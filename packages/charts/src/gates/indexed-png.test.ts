import { inflateSync } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import { expect, test } from "vitest";
import { indexedPng } from "./indexed-png.ts";

const colors = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255]);

test("is a PNG whose pixels have the colours given", () => {
  const png = indexedPng({ width: 3, height: 2, pixels: Uint8Array.from([0, 1, 2, 2, 1, 0]), colors, clear: 1 });
  const href = `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><image href="${href}" width="3" height="2"/></svg>`;
  expect([...new Resvg(svg).render().pixels]).toEqual(
    [
      [255, 0, 0, 255],
      [0, 0, 0, 0],
      [0, 0, 255, 255],
      [0, 0, 255, 255],
      [0, 0, 0, 0],
      [255, 0, 0, 255],
    ].flat(),
  );
});

test("holds more than one stored block of data", () => {
  const pixels = Uint8Array.from({ length: 500 * 300 }, (_, i) => (i * 7) % 3);
  const png = Buffer.from(indexedPng({ width: 500, height: 300, pixels, colors }));
  const start = png.indexOf("IDAT") + 4;
  const lines = inflateSync(png.subarray(start, start + png.readUInt32BE(start - 8)));
  expect(lines.length).toBe(300 * 501);
  expect([...lines.subarray(501 * 299 + 1)]).toEqual([...pixels.subarray(500 * 299)]);
});
