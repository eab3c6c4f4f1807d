import { covers } from "./font-coverage.ts";
import { nodeModule, packagedFile } from "./node-modules.ts";

/** Chinese and Japanese characters and their signs, cut into some hundred slices, each of all weights. */
const PACKAGE = "@fontsource-variable/noto-sans-sc";
const WHERE = "chart to PNG";

type Ranges = readonly (readonly [number, number])[];

interface Slice {
  file: string;
  ranges: Ranges;
}

/** "U+f0a7,U+f101-f105" */
function rangesOf(text: string): Ranges {
  return text.split(",").map((range) => {
    const [first, last] = range.trim().slice(2).split("-");
    return [Number.parseInt(first!, 16), Number.parseInt(last ?? first!, 16)] as const;
  });
}

async function readSlices(): Promise<Slice[]> {
  const path = packagedFile(`${PACKAGE}/unicode.json`, WHERE);
  const listed = JSON.parse(await nodeModule("node:fs/promises", WHERE).readFile(path, "utf8"));
  return Object.entries(listed as Record<string, string>).map(([name, ranges]) => ({
    file: `${PACKAGE}/files/noto-sans-sc-${name.replace(/[[\]]/g, "")}-wght-normal.woff2`,
    ranges: rangesOf(ranges),
  }));
}

type SubsetFont = (
  font: Uint8Array,
  text: string,
  options: { targetFormat: "sfnt"; variationAxes: { wght: number } },
) => Promise<Uint8Array>;

async function subsetter(): Promise<SubsetFont> {
  // A variable keeps bundlers for browsers from following the import.
  const name = "subset-font";
  return (await import(/* @vite-ignore */ name)).default;
}

/** What the axis of weights calls Regular. */
const REGULAR = 400;

/** Texts come again with every picture of a process. */
const cut = new Map<string, Promise<Uint8Array>>();
const MOST_KEPT = 200;
let slices: Promise<Slice[]> | undefined;

/**
 * Fonts with the glyphs of Chinese and Japanese characters, and the characters that are none of these.
 *
 * The glyphs are those of Noto Sans SC Regular, cut out of the slices that hold them: the renderer reads neither
 * compressed nor variable fonts.
 *
 * Errors: E_BACKEND where there is no Node; E_FILE when the font's package is not installed.
 */
export async function hanFonts(characters: readonly string[]) {
  slices ??= readSlices();
  const wanted = new Map<Slice, string[]>();
  const missing: string[] = [];
  for (const character of characters) {
    const slice = (await slices).find(({ ranges }) => covers(ranges, character));
    if (slice === undefined) missing.push(character);
    else wanted.set(slice, [...(wanted.get(slice) ?? []), character]);
  }
  if (cut.size > MOST_KEPT) cut.clear();
  const fonts: Uint8Array[] = [];
  for (const [slice, held] of wanted) {
    const text = held.sort().join("");
    if (!cut.has(text)) cut.set(text, cutOut(slice, text));
    fonts.push(await cut.get(text)!);
  }
  return { fonts, missing };
}

async function cutOut({ file }: Slice, text: string): Promise<Uint8Array> {
  const subset = await subsetter();
  const font = await nodeModule("node:fs/promises", WHERE).readFile(packagedFile(file, WHERE));
  return subset(font, text, { targetFormat: "sfnt", variationAxes: { wght: REGULAR } });
}
