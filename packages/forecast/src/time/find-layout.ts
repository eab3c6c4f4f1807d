import { INTEGER, layoutReader } from "./layout.ts";

/**
 * A way of writing dates, with its spellings from strict to loose; a column is in one spelling of one family.
 * Two families that both read a column (day or month first) make it ambiguous.
 */
export type LayoutFamily = readonly string[];

const DATES: [pattern: RegExp, families: string[][]][] = [
  [/^\d{4}([-/. ])\d{1,2}\1\d{1,2}$/, [["YYYY$MM$DD", "YYYY$M$D"]]],
  [
    /^\d{1,2}([-/ ])\d{1,2}\1\d{4}$/,
    [
      ["DD$MM$YYYY", "D$M$YYYY"],
      ["MM$DD$YYYY", "M$D$YYYY"],
    ],
  ],
  // With points, the day comes first everywhere.
  [/^\d{1,2}(\.)\d{1,2}\.\d{4}$/, [["DD$MM$YYYY", "D$M$YYYY"]]],
  [/^\d{4}([-/ ])\d{1,2}$/, [["YYYY$MM", "YYYY$M"]]],
  [/^\d{4}([- ]?)Q\d$/i, [["YYYY$[Q]Q"]]],
  [/^Q\d([-/ ]?)\d{4}$/i, [["[Q]Q$YYYY"]]],
  [/^\d{4}(-?)W\d{2}$/i, [["YYYY$[W]WW"]]],
  [/^[a-z]{3,9}([-/ ]|, )\d{4}$/i, [["MMMM$YYYY", "MMM$YYYY"]]],
  [/^\d{4}([-/ ])[a-z]{3,9}$/i, [["YYYY$MMMM", "YYYY$MMM"]]],
  [/^\d{1,2}([-/ ])[a-z]{3,9}\1\d{4}$/i, [["DD$MMMM$YYYY", "DD$MMM$YYYY", "D$MMMM$YYYY", "D$MMM$YYYY"]]],
  [/^\d{4}([-/ ])[a-z]{3,9}\1\d{1,2}$/i, [["YYYY$MMMM$DD", "YYYY$MMM$DD", "YYYY$MMMM$D", "YYYY$MMM$D"]]],
  [/^[a-z]{3,9} \d{1,2}(, )\d{4}$/i, [["MMMM DD$YYYY", "MMM DD$YYYY", "MMMM D$YYYY", "MMM D$YYYY"]]],
  [/^\d{4}(年)\d{1,2}月$/, [["YYYY$MM月", "YYYY$M月"]]],
  [/^\d{4}(年)\d{1,2}月\d{1,2}日$/, [["YYYY$MM月DD日", "YYYY$M月D日"]]],
];
const CLOCK =
  /^(?<date>.*[^\s:])(?<gap>T| )(?<hour>\d{1,2}):\d{2}(?<second>:\d{2}(?:(?<sign>[.,])(?<fraction>\d{1,9}))?)?(?:(?<halfGap> ?)(?<half>[AP]M))?(?:(?<zoneGap> ?)(?<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?$/i;
// A column for the hour (0 to 23) joined to one or several for the date.
const HOUR = /^(?<date>.*\d) (?<hour>\d{1,2})$/;

/** The layouts that a text with more than digits may be written in; empty when it is not a date. */
export function layoutsOfText(text: string): LayoutFamily[] {
  const plain = datesOf(text);
  if (plain.length > 0) return plain;
  const clock = CLOCK.exec(text)?.groups;
  if (clock !== undefined) {
    const strict = clockLayout(clock, true);
    const loose = clockLayout(clock, false);
    return datesOf(clock.date!, true).map((family) => [
      ...family.map((date) => date + strict),
      ...family.map((date) => date + loose),
    ]);
  }
  const hour = HOUR.exec(text)?.groups;
  return hour === undefined ? [] : datesOf(hour.date!, true).map((family) => family.map((date) => `${date} H`));
}

/** The layout of a column of digits alone: compact dates, years, or else integer steps. */
export function layoutOfDigits(texts: readonly string[]): string {
  for (const [layout, digits] of [
    ["YYYYMMDD", /^(?:1[89]|20|21)\d{6}$/],
    ["YYYYMM", /^(?:1[89]|20|21)\d{4}$/],
  ] as const) {
    const read = layoutReader(layout);
    if (texts.every((text) => digits.test(text) && read(text) !== undefined)) return layout;
  }
  return texts.every((text) => /^[12]\d{3}$/.test(text)) ? "YYYY" : INTEGER;
}

function datesOf(text: string, hasClock = false): string[][] {
  for (const [pattern, families] of DATES) {
    const match = pattern.exec(text);
    if (match !== null) return families.map((family) => family.map((layout) => layout.replaceAll("$", match[1]!)));
  }
  return hasClock && /^\d{8}$/.test(text) ? [["YYYYMMDD"]] : [];
}

function clockLayout(groups: Record<string, string | undefined>, strict: boolean): string {
  const hour = groups.half === undefined ? (strict ? "HH" : "H") : strict ? "hh" : "h";
  const fraction = groups.fraction === undefined ? "" : groups.sign + "S".repeat(groups.fraction.length);
  const second = groups.second === undefined ? "" : `:ss${fraction}`;
  const half = groups.half === undefined ? "" : `${groups.halfGap}A`;
  const zone = groups.zone === undefined ? "" : `${groups.zoneGap}Z`;
  return `${groups.gap}${hour}:mm${second}${half}${zone}`;
}

/** The looser spelling of a layout: 1/2/2011 beside 01/02/2011. */
export function loosened(layout: string): string[] {
  const loose = layout.replace(/\[[^\]]*\]|MMMM|MMM|(M)M|(D)D|(H)H|(h)h/g, (token, ...one) => {
    return (one.slice(0, 4) as (string | undefined)[]).find((letter) => letter !== undefined) ?? token;
  });
  // Compact dates have no separators to tell their parts.
  return loose === layout || /YYYYMM/.test(layout) ? [] : [loose];
}
