import { eastAsianWidth } from "get-east-asian-width";
import { printable } from "./printable.ts";

/** Rows under a header as aligned text: the first `left` columns at the left, the others, numbers, at the right. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { left = 1 }: { left?: number } = {},
): string {
  const lines = [header, ...rows].map((row) => row.map((cell) => printable(cell).replace(/\s/g, " ")));
  const widths = header.map((_, c) => lines.reduce((widest, line) => Math.max(widest, widthOf(line[c]!)), 0));
  return lines
    .map((line) => {
      const cells = line.map((cell, c) => {
        const space = " ".repeat(widths[c]! - widthOf(cell));
        return c < left ? cell + space : space + cell;
      });
      return `${cells.join("  ").trimEnd()}\n`;
    })
    .join("");
}

/** Columns of a terminal: two for ideographs and pictographs, none for accents and what joins characters. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text.replace(/[\p{M}\p{Cf}]/gu, "")) width += eastAsianWidth(character.codePointAt(0)!);
  return width;
}

/** A way to print numbers alike: with as many decimals as give the largest of them five digits. */
export function alike(values: Iterable<number | null>): (value: number | null) => string {
  let largest = 0;
  for (const value of values) if (value !== null) largest = Math.max(largest, Math.abs(value));
  const isExtreme = largest >= 1e15 || (largest > 0 && largest < 1e-6);
  const digits = largest < 1 ? 1 : Math.floor(Math.log10(largest)) + 1;
  const decimals = Math.max(0, 5 - digits);
  return (value) => {
    if (value === null) return "none";
    return isExtreme ? value.toExponential(4) : value.toFixed(decimals);
  };
}
