import { listed } from "../table/listed.ts";
import { timeLabel } from "../time/next-times.ts";
import { counted, type PanelParts, type Series } from "./panel.ts";

/** What a reader should know about a panel's data: gaps, missing values, a target that never changes, columns without a role. */
export function panelNotices(panel: Omit<PanelParts, "notices">, unused: readonly string[]): string[] {
  return [
    ...gapNotice(panel),
    ...missingNotices(panel),
    ...constantNotice(panel),
    ...(unused.length === 0 ? [] : [`not used: ${listed(unused)}`]),
  ];
}

function gapNotice({ series, time, id }: Omit<PanelParts, "notices">): string[] {
  const spans: string[] = [];
  let steps = 0;
  for (const one of series) {
    for (let from = 0; from < one.rows.length; from++) {
      if (one.rows[from] !== 0) continue;
      let to = from;
      while (one.rows[to + 1] === 0) to++;
      const label = (step: number) => timeLabel(one.times[step]!, time);
      const span = to === from ? label(from) : `${label(from)} to ${label(to)}`;
      spans.push(id === undefined ? span : `${span} (${one.id})`);
      steps += to - from + 1;
      from = to;
    }
  }
  if (spans.length === 0) return [];
  const more = spans.length > 3 ? ` and ${spans.length - 3} more` : "";
  const size = `${counted(spans.length, "gap")}, ${counted(steps, "missing step")}`;
  return [`${size} marked: ${spans.slice(0, 3).join(", ")}${more}`];
}

function missingNotices({ series, target, known, past }: Omit<PanelParts, "notices">): string[] {
  const columns: [name: string, of: (one: Series) => Float64Array][] = [
    [target, (one) => one.target],
    ...known.map((name, c): [string, (one: Series) => Float64Array] => [name, (one) => one.known[c]!]),
    ...past.map((name, c): [string, (one: Series) => Float64Array] => [name, (one) => one.past[c]!]),
  ];
  return columns.flatMap(([name, of]) => {
    let count = 0;
    for (const one of series) {
      of(one).forEach((value, step) => {
        if (Number.isNaN(value) && one.rows[step]! > 0) count++;
      });
    }
    return count === 0 ? [] : [`${name}: ${counted(count, "missing value")}`];
  });
}

function constantNotice({ series, target, id }: Omit<PanelParts, "notices">): string[] {
  const constant = series.filter((one) => one.rows.length > 1 && isConstant(one.target));
  if (constant.length === 0) return [];
  if (id === undefined) return [`${target} never changes`];
  return [`${target} never changes in ${counted(constant.length, "series", "series")}, ${constant[0]!.id} first`];
}

function isConstant(values: Float64Array): boolean {
  const present = values.filter((value) => !Number.isNaN(value));
  return present.every((value) => value === present[0]);
}
