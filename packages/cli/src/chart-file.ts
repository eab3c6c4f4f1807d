import { WrongUsage } from "./wrong-usage.ts";

const ENDINGS = [".html", ".svg", ".png"];

/** Refuses a chart's file name before any work, where its ending says no picture. Errors: E_USAGE. */
export function checkChartFile(path: string): void {
  const ending = /[^\\/](\.[^.\\/]*)$/.exec(path)?.[1];
  if (ending !== undefined && ENDINGS.includes(ending.toLowerCase())) return;
  const stem = ending === undefined ? path : path.slice(0, -ending.length);
  throw new WrongUsage({
    where: `--chart ${path}`,
    expected: "a name that ends in .html, .svg or .png",
    got: ending ?? "no ending",
    hint: `--chart ${stem}.html`,
  });
}

/** Reads the value of --lang. Errors: E_USAGE for a language that charts do not speak. */
export function chartLanguage(text: string): "en" | "zh" {
  if (text === "en" || text === "zh") return text;
  throw new WrongUsage({ where: "--lang", expected: "en or zh", got: JSON.stringify(text) });
}

/** Longer series are drawn from near their end where no one can zoom: the forecast would be a few pixels wide. */
const MOST_STEPS = 400;
const LAST_STEPS = 200;

/** How many of the last steps a chart file shows: all in a page, which opens on its end by itself. */
export function drawnSteps(path: string, steps: number, horizon: number): { last?: number } {
  if (/\.html$/i.test(path) || steps <= MOST_STEPS) return {};
  return { last: Math.min(steps, Math.max(LAST_STEPS, 6 * horizon)) };
}
