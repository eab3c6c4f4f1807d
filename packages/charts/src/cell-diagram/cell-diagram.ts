import { type Cell, type CellSizes, cellWiring, SluiceError } from "@sluice/core";
import { cleanText, escapeMarkup } from "../markup.ts";
import type { Theme } from "../palette.ts";
import { svgToPng } from "../png.ts";
import { writeWhole } from "../save.ts";
import { type Lang, wordsOf } from "../words.ts";
import { type CellPicture, checkWidth, pictureSvg } from "./cell-picture.ts";
import { diagramWords } from "./words.ts";

export interface CellDiagramOptions {
  /** "The cell gru" when absent; "" for none. */
  title?: string;
  /** en when absent. */
  lang?: Lang;
  /** Of a cell from code: the sizes to trace its step with; see `cellWiring`. */
  sizes?: CellSizes;
}

export interface DiagramSvgOptions {
  /** As wide as the drawing is when absent; 240 to 10,000. The height follows. */
  width?: number;
  /** light when absent. */
  theme?: Theme;
}

export interface DiagramPngOptions extends DiagramSvgOptions {
  /** Pixels for each unit of width and height: 1 when absent; 2 for fine screens and print. */
  scale?: number;
}

export interface DiagramHtmlOptions {
  /** auto, when absent, follows the reader's system. */
  theme?: Theme | "auto";
}

export interface CellDiagram {
  /**
   * The drawing as an SVG document.
   *
   * Units: pixels. Errors: E_ARGUMENT for a width or theme that cannot be.
   */
  toSVG(options?: DiagramSvgOptions): string;
  /**
   * The drawing as PNG bytes. Node only.
   *
   * Errors: E_ARGUMENT for a width, scale or theme that cannot be; E_BACKEND without Node or a renderer for the machine.
   */
  toPNG(options?: DiagramPngOptions): Promise<Uint8Array>;
  /**
   * The drawing as an HTML page that needs no network and no script.
   *
   * Errors: E_ARGUMENT for a theme that cannot be.
   */
  toHTML(options?: DiagramHtmlOptions): string;
  /**
   * Saves as `.svg`, `.png` or `.html`, whole or not at all. Node only.
   *
   * Errors: E_ARGUMENT for another ending or an option that the format has no use for; E_FILE when the place cannot be written.
   */
  save(path: string, options?: DiagramPngOptions | DiagramHtmlOptions): Promise<void>;
}

/**
 * Draws a cell from its own equations: states come in at the left and leave at the right, inputs come from below; a box is a value that
 * an equation names, with the function that is applied last, and a circle is where values meet. The equations stand beneath.
 *
 *     await cellDiagram(gru).save("gru.svg", { theme: "dark" });
 *
 * Of a cell from code everything is drawn that can be read off its step (see `cellWiring`); there are no equations to stand beneath.
 *
 * Errors: E_ARGUMENT for an option that cannot be, and as `cellWiring`.
 */
export function cellDiagram(cell: Cell, options: CellDiagramOptions = {}): CellDiagram {
  const { title, lang = "en", sizes } = options;
  if (title !== undefined && typeof title !== "string") refuse("title", "a text", title);
  const words = diagramWords(lang);
  const tag = wordsOf(lang).tag;
  const picture: CellPicture = {
    title: cleanText(title ?? words.titleOf(cell.name)),
    wiring: cellWiring(cell, sizes),
    words,
    tag,
  };
  const svgOf = ({ width, theme = "light" }: DiagramSvgOptions) => {
    if (theme !== "light" && theme !== "dark") refuse("theme", `"light" or "dark" for a picture`, theme);
    checkWidth(width);
    return pictureSvg(picture, theme, width);
  };
  const pngOf = (asked: DiagramPngOptions) => {
    const { scale = 1 } = asked;
    if (!(scale >= 0.1 && scale <= 10)) refuse("scale", "a number from 0.1 to 10", scale);
    return svgToPng(svgOf(asked).svg, scale);
  };
  const htmlOf = ({ theme = "auto" }: DiagramHtmlOptions) => {
    if (theme !== "light" && theme !== "dark" && theme !== "auto") refuse("theme", `"light", "dark" or "auto"`, theme);
    return pictureHtml(picture, theme);
  };
  const formats: Readonly<Record<string, Format>> = {
    ".svg": { options: ["width", "theme"], content: (asked) => svgOf(asked as DiagramSvgOptions).svg },
    ".png": { options: ["width", "theme", "scale"], content: (asked) => pngOf(asked as DiagramPngOptions) },
    ".html": { options: ["theme"], content: (asked) => htmlOf(asked as DiagramHtmlOptions) },
  };
  return {
    toSVG: (asked = {}) => svgOf(asked).svg,
    toPNG: async (asked = {}) => pngOf(asked),
    toHTML: (asked = {}) => htmlOf(asked),
    async save(path, asked = {}) {
      const format = formatOf(path, formats);
      for (const [key, value] of Object.entries(asked))
        if (value !== undefined && !format.options.includes(key))
          refuse(key, `only ${format.options.join(", ")} for this ending`, value);
      await writeWhole(path, await format.content(asked));
    },
  };
}

interface Format {
  readonly options: readonly string[];
  content(asked: DiagramPngOptions | DiagramHtmlOptions): string | Promise<Uint8Array>;
}

function formatOf(path: string, formats: Readonly<Record<string, Format>>): Format {
  const ending = /[^\\/](\.[^.\\/]*)$/.exec(path)?.[1] ?? "";
  const format = Object.hasOwn(formats, ending.toLowerCase()) ? formats[ending.toLowerCase()] : undefined;
  if (format !== undefined) return format;
  throw new SluiceError("E_ARGUMENT", {
    where: `saving ${path}`,
    expected: "a name that ends in .svg, .png or .html",
    got: ending === "" ? "no ending" : ending,
  });
}

/** Both themes, of which the reader's style sheet shows one. */
function pictureHtml(picture: CellPicture, theme: Theme | "auto"): string {
  const shown = theme === "auto" ? (["light", "dark"] as const) : [theme];
  const pictures = shown.map((one) => `<div class="${one}">\n${pictureSvg(picture, one).svg}</div>`);
  const heading = escapeMarkup(
    picture.title === "" ? picture.words.titleOf(cleanText(picture.wiring.name)) : picture.title,
  );
  const choice =
    theme === "auto"
      ? `.dark { display: none; } @media (prefers-color-scheme: dark) { .dark { display: block; } .light { display: none; } body { background: #14171c; } }`
      : "";
  return `<!doctype html>
<html lang="${picture.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${heading}</title>
<style>
:root { color-scheme: ${theme === "auto" ? "light dark" : theme}; }
body { margin: 0; background: ${theme === "dark" ? "#14171c" : "#ffffff"}; }
main { overflow-x: auto; padding: 12px; }
svg { display: block; margin: 0 auto; }
${choice}
</style>
</head>
<body>
<main>
${pictures.join("\n")}
</main>
</body>
</html>
`;
}

function refuse(option: string, expected: string, got: unknown): never {
  throw new SluiceError("E_ARGUMENT", {
    where: `cell diagram, ${option}`,
    expected,
    got: typeof got === "string" ? JSON.stringify(got) : String(got),
  });
}
