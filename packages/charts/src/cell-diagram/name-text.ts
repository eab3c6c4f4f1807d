import { cleanText, escapeMarkup } from "../markup.ts";
import { textWidth } from "../text-width.ts";

/** A name as it is drawn: `h` with `t−1` below. */
export interface NameText {
  readonly base: string;
  readonly below: string;
}

/** How much smaller what stands below is. */
const BELOW = 0.72;

/** `W_z` as W with z below; with a time, that too: `ĥ_i` now is ĥ with i,t below. */
export function nameText(name: string, time: "now" | "previous" | "none"): NameText {
  const clean = cleanText(name);
  const base = /^_*[^_]*/u.exec(clean)![0];
  const labels = [...clean.slice(base.length).matchAll(/_(?:\{([^{}]*)\}|([^_{}]+))/gu)].map(
    ([, braced, plain]) => (braced ?? plain)!,
  );
  const times = time === "previous" ? ["t−1"] : time === "now" && !clean.endsWith("}") ? ["t"] : [];
  return { base, below: [...labels, ...times].join(",") };
}

/** Marks over letters take no room. */
const bare = (text: string) => text.replace(/\p{M}/gu, "");

export const nameWidth = ({ base, below }: NameText, size: number, bold = false): number =>
  textWidth(bare(base), size, bold) + textWidth(bare(below), size * BELOW, bold);

/** The content of a `<text>` of a size. */
export const nameMarkup = ({ base, below }: NameText, size: number): string =>
  below === ""
    ? escapeMarkup(base)
    : `${escapeMarkup(base)}<tspan dy="${round(size * 0.22)}" font-size="${round(size * BELOW)}">${escapeMarkup(below)}</tspan>`;

/** A line of an equation: what stands behind `_` goes below, so that h_{t-1} reads as in print. */
export function equationMarkup(equation: string, size: number): string {
  const pieces = cleanText(equation).split(/_(?:\{([^{}]*)\}|([\p{L}\p{M}\p{Nd}′]+))/u);
  let lowered = false;
  const shown = pieces.map((piece, i) => {
    if (piece === undefined || piece === "") return "";
    const isBelow = i % 3 !== 0;
    const shift = round(size * 0.22) * (isBelow === lowered ? 0 : isBelow ? 1 : -1);
    lowered = isBelow;
    const text = escapeMarkup(isBelow ? piece.replaceAll("-", "−") : piece);
    return `<tspan${shift === 0 ? "" : ` dy="${shift}"`}${isBelow ? ` font-size="${round(size * BELOW)}"` : ""}>${text}</tspan>`;
  });
  return shown.join("");
}

/** How wide a line of an equation is, or a little more. */
export function equationWidth(equation: string, size: number): number {
  const pieces = bare(cleanText(equation)).split(/_(?:\{([^{}]*)\}|([\p{L}\p{Nd}′]+))/u);
  return pieces.reduce((sum, piece, i) => sum + textWidth(piece ?? "", i % 3 === 0 ? size : size * BELOW), 0);
}

const round = (value: number) => Math.round(value * 10) / 10;
