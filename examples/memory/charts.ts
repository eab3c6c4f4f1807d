import { type Chart, lineChart, panels } from "@sluice/charts";

/** One colour a cell, for light and for dark; what was made to keep is dashed. */
const COLORS: Readonly<Record<string, string>> = { RNN: "#3b82c4", LSTM: "#d9690f", GRU: "#1f9d74" };
const looks = (name: string, solid: boolean) => ({ name, color: COLORS[name.split(",")[0]!]!, dashed: !solid });

interface Norms {
  readonly name: string;
  readonly norms: readonly number[];
}

const lagsOf = ({ norms }: Norms) => norms.map((_, lag) => lag);

/** The gradient's norms against the lag: as the cells come and made to keep, and with large recurrent weights. */
export function normsChart({ vanishing, exploding }: Record<"vanishing" | "exploding", readonly Norms[]>): Chart {
  const panel = (title: string, all: readonly Norms[], isSolid: (name: string) => boolean) =>
    lineChart({
      title,
      x: { name: "steps back", values: lagsOf(all[0]!) },
      y: { name: "gradient ÷ that at the last step", log: true },
      series: all.map(({ name, norms }) => ({ ...looks(name, isSolid(name)), values: norms, marks: false })),
    });
  return panels([
    panel("It vanishes …", vanishing, (name) => name in COLORS),
    panel("… or explodes", exploding, (name) => name.includes("eight")),
  ]);
}

/** How often the country is remembered, against the gap. */
export const accuracyChart = (
  gaps: readonly number[],
  found: readonly { readonly name: string; readonly shares: readonly number[] }[],
): Chart =>
  lineChart({
    title: "Remembered after 512 steps of Adam",
    x: { name: "words between", values: gaps, log: 10 },
    y: { name: "share of countries" },
    series: [
      ...found.map(({ name, shares }) => ({ ...looks(name, name in COLORS), values: shares })),
      { name: "chance", values: gaps.map(() => 1 / 4), color: "#8a8f98", dashed: true, marks: false },
    ],
  });
