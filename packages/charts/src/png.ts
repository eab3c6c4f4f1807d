import { SluiceError } from "@sluice/core";
import { fontRanges, uncovered } from "./font-coverage.ts";
import { hanFonts } from "./han-font.ts";
import { nodeModule, packagedFile } from "./node-modules.ts";

const WHERE = "chart to PNG";

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
  const files = FONT_FILES.map((file) => packagedFile(file, WHERE));
  const regular = await nodeModule("node:fs/promises", WHERE).readFile(files[0]!);
  return { files, ranges: fontRanges(regular) };
}

async function renderer(): Promise<typeof import("@resvg/resvg-js")> {
  // A variable keeps bundlers for browsers from following the import into a native module.
  const name = "@resvg/resvg-js";
  try {
    return await import(/* @vite-ignore */ name);
  } catch (cause) {
    throw new SluiceError("E_BACKEND", {
      where: WHERE,
      expected: "the package @resvg/resvg-js with its native part for this machine",
      got: "none that loads",
      hint: "installing it with optional dependencies, or saving as .svg or .html",
      cause,
    });
  }
}

/** The texts that an SVG draws; its title and description are not drawn. */
function drawnText(svg: string): string {
  return Array.from(svg.matchAll(/<t(?:ext|span)[^>]*>([^<]*)/g), (match) => match[1]).join("");
}

/** Does something with fonts as files, which is how the renderer takes them, and takes the files away again. */
async function withFiles<T>(fonts: readonly Uint8Array[], use: (paths: string[]) => T): Promise<T> {
  if (fonts.length === 0) return use([]);
  const [{ mkdtemp, rm, writeFile }, { tmpdir }, { join }] = [
    nodeModule("node:fs/promises", WHERE),
    nodeModule("node:os", WHERE),
    nodeModule("node:path", WHERE),
  ];
  const folder = await mkdtemp(join(tmpdir(), "sluice-fonts-"));
  try {
    const paths = fonts.map((_, index) => join(folder, `${index}.ttf`));
    await Promise.all(fonts.map((font, index) => writeFile(paths[index]!, font)));
    return use(paths);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * An SVG drawing as PNG bytes, its texts in Inter and Noto Sans SC, which come with the package.
 *
 * The machine's own fonts are looked at only for characters that both lack, so that all other pictures are the same everywhere.
 *
 * Errors: E_BACKEND where there is no Node or no renderer for the machine.
 */
export async function svgToPng(svg: string, scale: number): Promise<Uint8Array> {
  nodeModule("node:module", WHERE);
  const { Resvg } = await renderer();
  font ??= loadFont();
  const { files, ranges } = await font;
  const { fonts, missing } = await hanFonts(uncovered(ranges, drawnText(svg)));
  return withFiles(fonts, (paths) => {
    const drawing = new Resvg(svg, {
      fitTo: { mode: "zoom", value: scale },
      font: {
        fontFiles: [...files, ...paths],
        loadSystemFonts: missing.length > 0,
        defaultFontFamily: "Inter",
        sansSerifFamily: "Inter",
      },
    });
    const png = drawing.render().asPng();
    return new Uint8Array(png.buffer, png.byteOffset, png.byteLength);
  });
}
