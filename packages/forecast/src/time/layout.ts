import { civilTime, isoWeek, isoWeekStart } from "./civil.ts";

/** The finest part a layout writes; "time" is anything below a day. */
export type Resolution = "year" | "quarter" | "month" | "week" | "day" | "time" | "integer";

/** A time as read: civil, with the zone's text where the layout has one. */
export interface ReadTime {
  time: number;
  zone: string | undefined;
}

/** The layout of plain integer steps. */
export const INTEGER = "integer";

const TOKEN = /\[([^\]]*)\]|YYYY|MMMM|MMM|MM|M|DD|D|HH|H|hh|h|mm|ss|S+|A|Q|WW|Z|[\s\S]/g;
const MONTHS = "January February March April May June July August September October November December".split(" ");
const SHORT_MONTHS = MONTHS.map((name) => name.slice(0, 3));

/** What a token reads, and what it prints of a time. */
interface Token {
  pattern: string;
  print: (date: Date, zone: string, width: number) => string;
}

const padded = (value: number, width = 2) => String(value).padStart(width, "0");
const hour12 = (date: Date) => date.getUTCHours() % 12 || 12;

const TOKENS: Record<string, Token> = {
  YYYY: { pattern: "\\d{4}", print: (date) => padded(date.getUTCFullYear(), 4) },
  MMMM: { pattern: MONTHS.join("|"), print: (date) => MONTHS[date.getUTCMonth()]! },
  MMM: { pattern: SHORT_MONTHS.join("|"), print: (date) => SHORT_MONTHS[date.getUTCMonth()]! },
  MM: { pattern: "\\d{2}", print: (date) => padded(date.getUTCMonth() + 1) },
  M: { pattern: "\\d{1,2}", print: (date) => String(date.getUTCMonth() + 1) },
  DD: { pattern: "\\d{2}", print: (date) => padded(date.getUTCDate()) },
  D: { pattern: "\\d{1,2}", print: (date) => String(date.getUTCDate()) },
  HH: { pattern: "\\d{2}", print: (date) => padded(date.getUTCHours()) },
  H: { pattern: "\\d{1,2}", print: (date) => String(date.getUTCHours()) },
  hh: { pattern: "\\d{2}", print: (date) => padded(hour12(date)) },
  h: { pattern: "\\d{1,2}", print: (date) => String(hour12(date)) },
  mm: { pattern: "\\d{2}", print: (date) => padded(date.getUTCMinutes()) },
  ss: { pattern: "\\d{2}", print: (date) => padded(date.getUTCSeconds()) },
  S: {
    pattern: "\\d+",
    print: (date, _, width) => padded(date.getUTCMilliseconds(), 3).padEnd(width, "0").slice(0, width),
  },
  A: { pattern: "[AP]M", print: (date) => (date.getUTCHours() < 12 ? "AM" : "PM") },
  Q: { pattern: "[1-4]", print: (date) => String(Math.floor(date.getUTCMonth() / 3) + 1) },
  WW: { pattern: "\\d{2}", print: (date) => padded(isoWeek(date.getTime()).week) },
  Z: { pattern: "Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?", print: (_, zone) => zone },
};

const tokenOf = (part: string) => TOKENS[part.startsWith("S") ? "S" : part];
const partsOf = (layout: string): string[] => layout.match(TOKEN) ?? [];

export function resolutionOf(layout: string): Resolution {
  if (layout === INTEGER) return "integer";
  const parts = new Set(partsOf(layout));
  const has = (...names: string[]) => names.some((name) => parts.has(name));
  if (has("HH", "H", "hh", "h")) return "time";
  if (has("DD", "D")) return "day";
  if (has("WW")) return "week";
  if (has("MMMM", "MMM", "MM", "M")) return "month";
  return has("Q") ? "quarter" : "year";
}

/**
 * A function that reads times of one layout, and gives undefined for any other text and for dates the calendar lacks.
 *
 * A layout is made of YYYY, Q, MMMM (January), MMM (Jan), MM, M, DD, D, HH, H, hh, h, A (AM, PM), mm, ss, S (fraction), WW (ISO
 * week, YYYY then being its year) and Z (Z, UTC or an offset); other characters stand for themselves, [letters] in brackets.
 */
export function layoutReader(layout: string): (text: string) => ReadTime | undefined {
  if (layout === INTEGER) return readInteger;
  const parts = partsOf(layout);
  const names: string[] = [];
  const pattern = parts.map((part) => {
    const token = tokenOf(part);
    if (token === undefined) return escaped(part);
    names.push(part.startsWith("S") ? "S" : part);
    return `(${token.pattern})`;
  });
  const regex = new RegExp(`^${pattern.join("")}$`, "i");
  const place = (...wanted: string[]) => names.findIndex((name) => wanted.includes(name)) + 1;
  const at = {
    year: place("YYYY"),
    quarter: place("Q"),
    monthName: place("MMMM", "MMM"),
    month: place("MM", "M"),
    day: place("DD", "D"),
    week: place("WW"),
    hour: place("HH", "H", "hh", "h"),
    half: place("A"),
    minute: place("mm"),
    second: place("ss"),
    fraction: place("S"),
    zone: place("Z"),
  };
  return (text) => {
    const match = regex.exec(text);
    if (match === null) return undefined;
    const number = (index: number, otherwise: number) => (index === 0 ? otherwise : Number(match[index]));
    let hour = number(at.hour, 0);
    if (at.half > 0) {
      if (hour < 1 || hour > 12) return undefined;
      hour = (hour % 12) + (match[at.half]!.toUpperCase() === "PM" ? 12 : 0);
    }
    const minute = number(at.minute, 0);
    const second = number(at.second, 0);
    if (hour > 23 || minute > 59 || second > 59) return undefined;
    const fraction = at.fraction === 0 ? 0 : Math.floor(Number(`0.${match[at.fraction]}`) * 1000 + 1e-6);
    const clock = ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
    const year = number(at.year, 0);
    const zone = at.zone === 0 ? undefined : match[at.zone]!;
    let time: number | undefined;
    if (at.week > 0) time = isoWeekStart(year, number(at.week, 1));
    else {
      const named = at.monthName === 0 ? 0 : monthNumber(match[at.monthName]!);
      const month = named || number(at.month, 0) || number(at.quarter, 0) * 3 - 2;
      const hasMonth = at.monthName + at.month + at.quarter > 0;
      time = civilTime(year, hasMonth ? month : 1, number(at.day, 1));
    }
    return time === undefined ? undefined : { time: time + clock, zone };
  };
}

/** A time in the words of a layout; `zone` fills Z. */
export function printTime(time: number, layout: string, zone = "Z"): string {
  if (layout === INTEGER) return String(time);
  const date = new Date(time);
  const parts = partsOf(layout);
  return parts
    .map((part) => {
      if (part === "YYYY" && parts.includes("WW")) return padded(isoWeek(time).year, 4);
      return tokenOf(part)?.print(date, zone, part.length) ?? literal(part);
    })
    .join("");
}

function readInteger(text: string): ReadTime | undefined {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? { time: value, zone: undefined } : undefined;
}

function monthNumber(name: string): number {
  return SHORT_MONTHS.findIndex((short) => short.toLowerCase() === name.slice(0, 3).toLowerCase()) + 1;
}

function literal(part: string): string {
  return part.startsWith("[") && part.endsWith("]") ? part.slice(1, -1) : part;
}

function escaped(part: string): string {
  return literal(part).replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
