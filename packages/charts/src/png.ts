import { SluiceError } from "@sluice/core";
import { covers, fontRanges } from "./font-coverage.ts";
import { nodeModule, packagedFile } from "./node-modules.ts";

const FONT_FILES = [
  "@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf",
  "@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf",
];

interface ChartFont {
  files: string[];
  ranges: [number, number][];
}

let font: Promise<ChartFont> | undefined;

async function loadFont(): Promise<ChartFont> {
  const files = FONT_FILES.map((file) => packagedFile(file, "chart to PNG"));
  const regular = await nodeModule("node:fs/promises", "chart to PNG").readFile(files[0]!);
  return { files, ranges: fontRanges(regular) };
}

async function renderer(): Promise<typeof import("@resvg/resvg-js")> {
  // A variable keeps bundlers for browsers from following the import into a native module.
  const name = "@resvg/resvg-js";
  try {
    return await import(/* @vite-ignore */ name);
  } catch (cause) {
    throw new SluiceError("E_BACKEND", {
      where: "chart to PNG",
      expected: "the package @resvg/resvg-js with its native part for this machine",
      got: "none that loads",
      hint: "installing it with optional dependencies, or saving as .svg or .html",
      cause,
    });
  }
}

/**
 * An SVG drawing as PNG bytes, its texts in Inter, which comes with the package.
 *
 * The machine's own fonts are looked at only for characters that Inter lacks, so that all other pictures are the same everywhere.
 *
 * Errors: E_BACKEND where there is no Node or no renderer for the machine.
 */
export async function svgToPng(svg: string, scale: number): Promise<Uint8Array> {
  nodeModule("node:module", "chart to PNG");
  const { Resvg } = await renderer();
  font ??= loadFont();
  const { files, ranges } = await font;
  const text = svg.replace(/<[^>]*>/g, "");
  const drawing = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: {
      fontFiles: files,
      loadSystemFonts: !covers(ranges, text),
      defaultFontFamily: "Inter",
      sansSerifFamily: "Inter",
    },
  });
  const png = drawing.render().asPng();
  return new Uint8Array(png.buffer, png.byteOffset, png.byteLength);
}
