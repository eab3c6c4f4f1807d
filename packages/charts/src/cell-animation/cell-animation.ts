import { type Cell, SluiceError } from "@sluice/core";
import type { Inspection } from "@sluice/forecast";
import type { Theme } from "../palette.ts";
import { writeWhole } from "../save.ts";
import { type Lang, wordsOf } from "../words.ts";
import { animationPage } from "./animation-page.ts";
import { type CellRun, checkRun, runOfInspection } from "./cell-run.ts";

export interface CellAnimationOptions {
  /** en when absent. */
  lang?: Lang;
  /** Of an inspection of several layers: which to show, 0 when absent. */
  layer?: number;
  /** Of an inspection: its cell, where the equations in it do not say all; needed for a cell from code. */
  cell?: Cell;
}

export interface CellAnimationHtmlOptions {
  /** auto, when absent, follows the reader's system. */
  theme?: Theme | "auto";
}

export interface CellAnimation {
  /**
   * The animation as an HTML page that needs no network.
   *
   * Errors: E_ARGUMENT for a theme that cannot be.
   */
  toHTML(options?: CellAnimationHtmlOptions): string;
  /**
   * Saves as `.html`, whole or not at all. Node only.
   *
   * Errors: E_ARGUMENT for another ending; E_FILE when the place cannot be written.
   */
  save(path: string, options?: CellAnimationHtmlOptions): Promise<void>;
}

/**
 * A cell at work, step by step: the cell drawn from its own equations, every gate and wire with its present value, under the series with
 * the present step marked. A page to play, pause, step through with keys, and to pick a unit in.
 *
 *     const seen = model.watch(x, ["past.0.z", …]);
 *     await cellAnimation({ cell: gru, times, series, values: { z, r, n, h } }).save("gru.html");
 *     await cellAnimation(await inspect(forecaster, table)).save("gates.html");
 *
 * Values are kept to four digits of the largest. Where an operation's parameters are not known its wire has no value.
 *
 * Shapes: values [T][H] by name. Errors: E_ARGUMENT for values that do not fit the cell or each other; E_EQUATION where an inspection's
 * equations cannot be read without their options.
 */
export function cellAnimation(seen: CellRun | Inspection, options: CellAnimationOptions = {}): CellAnimation {
  const { lang = "en", layer, cell } = options;
  wordsOf(lang);
  const run = "watched" in seen ? runOfInspection(seen, layer ?? 0, cell) : ownRun(seen, layer, cell);
  checkRun(run);
  const html = ({ theme = "auto" }: CellAnimationHtmlOptions) => {
    if (theme !== "light" && theme !== "dark" && theme !== "auto")
      refuse("theme", `"light", "dark" or "auto"`, JSON.stringify(theme));
    return animationPage(run, theme, lang);
  };
  return {
    toHTML: (asked = {}) => html(asked),
    async save(path, asked = {}) {
      if (!/[^\\/]\.html$/i.test(path)) refuse("file", "a name that ends in .html", path);
      await writeWhole(path, html(asked));
    },
  };
}

function ownRun(run: CellRun, layer: number | undefined, cell: Cell | undefined): CellRun {
  if (layer !== undefined) refuse("layer", "none for a run, which is of one cell", String(layer));
  if (cell !== undefined) refuse("cell", "none beside that of the run", cell.name);
  return run;
}

function refuse(what: string, expected: string, got: string): never {
  throw new SluiceError("E_ARGUMENT", { where: `cell animation, ${what}`, expected, got });
}
