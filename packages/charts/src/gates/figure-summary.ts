import type { GatesFigure } from "./figure.ts";

/** What a figure shows in one paragraph, for readers who do not see it. */
export function figureSummary(figure: GatesFigure): string {
  const { labels } = figure.axis;
  const panels = figure.panels.map(({ title, about, note, rowNames, rowsAre }) => {
    const rows =
      rowsAre === "units" ? `${rowNames.length} ${rowNames.length === 1 ? "unit" : "units"}` : rowNames.join(", ");
    return `${title} (${about}; ${rows})${note === "" ? "" : `: ${note}`}`;
  });
  return [
    `${figure.facts}. Steps from ${labels[0]} to ${labels.at(-1)}${figure.aheadLabel === "" ? "" : `, ${figure.aheadLabel}`}.`,
    `Below ${figure.target}, as heat maps over the same steps: ${panels.join(". ")}.`,
    ...figure.warnings.map((warning) => `Warning: ${warning}`),
  ].join(" ");
}
