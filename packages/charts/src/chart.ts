import { SluiceError } from "@sluice/core";
import { sheetHtml } from "./html.ts";
import type { Theme } from "./palette.ts";
import type { Plot, Sheet } from "./plot.ts";
import type { SvgSize } from "./plot-svg.ts";
import { svgToPng } from "./png.ts";
import { writeWhole } from "./save.ts";
import { sheetSvg, usualHeight } from "./svg.ts";

export interface SvgOptions {
  /** 1000 when absent; 240 to 10,000. */
  width?: number;
  /** 500 when absent, more for panels below each other; 180 to 10,000. */
  height?: number;
  /** light when absent. */
  theme?: Theme;
}

export interface PngOptions extends SvgOptions {
  /** Pixels for each unit of width and height: 1 when absent; 2 for fine screens and print. */
  scale?: number;
}

export interface HtmlOptions {
  /** auto, when absent, follows the reader's system. */
  theme?: Theme | "auto";
  /** The text of ECharts' browser build; read from the installed package when absent, which needs Node. */
  engine?: string;
}

export type SaveOptions = PngOptions | HtmlOptions;

export interface Chart {
  /**
   * The chart as an SVG document.
   *
   * Units: pixels. Errors: E_ARGUMENT for a size or theme that cannot be.
   */
  toSVG(options?: SvgOptions): string;
  /**
   * The chart as PNG bytes of width · scale by height · scale pixels. Node only.
   *
   * Errors: E_ARGUMENT for a size, scale or theme that cannot be; E_BACKEND without Node or a renderer for the machine.
   */
  toPNG(options?: PngOptions): Promise<Uint8Array>;
  /**
   * The chart as an HTML page that needs no network: resizes, shows values under the pointer, zooms when long, and holds all values as a table.
   *
   * Errors: E_ARGUMENT for a theme that cannot be; E_BACKEND in a browser without `engine`.
   */
  toHTML(options?: HtmlOptions): Promise<string>;
  /**
   * Saves as `.svg`, `.png` or `.html`, whole or not at all. Node only.
   *
   * Errors: E_ARGUMENT for another ending or an option that the format has no use for; E_FILE when the place cannot be written.
   */
  save(path: string, options?: SaveOptions): Promise<void>;
}

/** What a chart draws, whatever it is of: all that differs between kinds of charts. */
export interface Picture {
  /** The height that suits a width when none is asked for. Units: pixels. */
  usualHeight(width: number): number;
  svg(size: SvgSize, theme: Theme): string;
  /** `engine` as the caller gave it. */
  html(theme: Theme | "auto", engine: string | undefined): Promise<string>;
}

/** More pixels than this are a mistake of units, and would take gigabytes to draw. */
const MOST_PIXELS = 100_000_000;

function refuse(name: string, expected: string, got: unknown): never {
  throw new SluiceError("E_ARGUMENT", {
    where: `chart, ${name}`,
    expected,
    got: typeof got === "string" ? JSON.stringify(got) : String(got),
  });
}

function checkedSide(name: string, value: number | undefined, usual: number, least: number): number {
  if (value === undefined) return usual;
  if (!Number.isInteger(value) || value < least || value > 10_000) {
    refuse(name, `whole pixels from ${least} to 10000`, value);
  }
  return value;
}

function svgOf(picture: Picture, options: SvgOptions) {
  const { theme = "light" } = options;
  if (theme !== "light" && theme !== "dark") refuse("theme", `"light" or "dark" for a picture`, theme);
  const width = checkedSide("width", options.width, 1000, 240);
  const height = checkedSide("height", options.height, picture.usualHeight(width), 180);
  return { svg: picture.svg({ width, height }, theme), width, height };
}

async function pngOf(picture: Picture, options: PngOptions): Promise<Uint8Array> {
  const { scale = 1 } = options;
  if (!(scale >= 0.1 && scale <= 10)) refuse("scale", "a number from 0.1 to 10", scale);
  const { svg, width, height } = svgOf(picture, options);
  const pixels = width * height * scale * scale;
  if (pixels > MOST_PIXELS) refuse("size", `at most ${MOST_PIXELS} pixels`, pixels);
  return svgToPng(svg, scale);
}

async function htmlOf(picture: Picture, options: HtmlOptions): Promise<string> {
  const { theme = "auto" } = options;
  if (theme !== "light" && theme !== "dark" && theme !== "auto") refuse("theme", `"light", "dark" or "auto"`, theme);
  return picture.html(theme, options.engine);
}

interface Format {
  options: readonly string[];
  content(picture: Picture, options: SaveOptions): string | Promise<string | Uint8Array>;
}

const FORMATS: Readonly<Record<string, Format>> = {
  ".svg": {
    options: ["width", "height", "theme"],
    content: (picture, options) => svgOf(picture, options as SvgOptions).svg,
  },
  ".png": {
    options: ["width", "height", "theme", "scale"],
    content: (picture, options) => pngOf(picture, options as PngOptions),
  },
  ".html": { options: ["theme", "engine"], content: (picture, options) => htmlOf(picture, options as HtmlOptions) },
};

async function save(picture: Picture, path: string, options: SaveOptions): Promise<void> {
  const name = path.split(/[\\/]/).at(-1)!;
  const ending = /.(\.[^.]*)$/.exec(name)?.[1] ?? "";
  const format = Object.hasOwn(FORMATS, ending.toLowerCase()) ? FORMATS[ending.toLowerCase()]! : undefined;
  if (format === undefined) {
    throw new SluiceError("E_ARGUMENT", {
      where: `saving ${path}`,
      expected: "a name that ends in .svg, .png or .html",
      got: ending === "" ? "no ending" : ending,
    });
  }
  for (const [key, value] of Object.entries(options)) {
    if (value !== undefined && !format.options.includes(key)) {
      refuse(key, `only ${format.options.join(", ")} for ${ending}`, value);
    }
  }
  await writeWhole(path, await format.content(picture, options));
}

const SHEETS = new WeakMap<Chart, Sheet>();

/** What a chart of this package draws; undefined for what is none. */
export function sheetOf(chart: Chart): Sheet | undefined {
  return SHEETS.get(chart);
}

/** The chart of a picture. */
export function chartOfPicture(picture: Picture): Chart {
  return {
    toSVG: (options = {}) => svgOf(picture, options).svg,
    toPNG: (options = {}) => pngOf(picture, options),
    toHTML: (options = {}) => htmlOf(picture, options),
    save: (path, options = {}) => save(picture, path, options),
  };
}

/** The chart of a sheet. */
export function chartOfSheet(sheet: Sheet): Chart {
  const chart = chartOfPicture({
    usualHeight: (width) => usualHeight(sheet, width),
    svg: (size, theme) => sheetSvg(sheet, size, theme),
    html: (theme, engine) => sheetHtml(sheet, theme, engine),
  });
  SHEETS.set(chart, sheet);
  return chart;
}

/** The chart of one plot. */
export function chartOf(plot: Plot): Chart {
  return chartOfSheet({ title: "", heading: plot.heading, plots: [plot], words: plot.words });
}
