const DAY_MS = 86_400_000;
const MOMENT =
  /^(\d{4})(?:-?Q([1-4])|-W(\d\d)|(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?)$/;

interface Moment {
  /** Milliseconds since 1970 as read off the text's own clock. */
  clock: number;
  /** Minutes that this clock is ahead of UTC; 0 when the text does not say. */
  offset: number;
}

function weekStart(year: number, week: number): number {
  const fourth = Date.UTC(year, 0, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS;
  return monday + (week - 1) * 7 * DAY_MS;
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith("-") ? -minutes : minutes;
}

function readMoment(text: string): Moment | undefined {
  const match = MOMENT.exec(text.trim());
  if (match === null) return undefined;
  const [, year, quarter, week, month, day, hour, minute, second, fraction, zone] = match;
  // Date.UTC reads years below 100 as 19xx, and such a text is rather a row number.
  if (Number(year) < 1000) return undefined;
  if (quarter !== undefined) return { clock: Date.UTC(Number(year), (Number(quarter) - 1) * 3), offset: 0 };
  if (week !== undefined) {
    return Number(week) >= 1 && Number(week) <= 53
      ? { clock: weekStart(Number(year), Number(week)), offset: 0 }
      : undefined;
  }
  const parts = [month ?? 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0].map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const clock = Date.UTC(Number(year), parts[0] - 1, parts[1], parts[2], parts[3], parts[4]);
  const read = new Date(clock);
  // Date.UTC carries 30 February over into March; such a text is no date.
  if (read.getUTCMonth() + 1 !== parts[0] || read.getUTCDate() !== parts[1] || parts[2] > 23) return undefined;
  return { clock: clock + Math.floor(Number(`0.${fraction ?? 0}`) * 1000), offset: offsetMinutes(zone) };
}

/**
 * The positions of times on a time axis, or undefined when a text is not a calendar time.
 *
 * Reads `1949`, `1949-01`, `1949-Q1`, `2012-W05`, `2012-01-31`, `2012-01-31 15:00[:00[.5]]` with or without `T` and a zone.
 * Times that share one zone keep their own clock; mixed zones are placed by instant, in UTC.
 *
 * Units: milliseconds since 1970.
 */
export function timePositions(times: readonly string[]): number[] | undefined {
  const moments: Moment[] = [];
  for (const time of times) {
    const moment = readMoment(time);
    if (moment === undefined) return undefined;
    moments.push(moment);
  }
  const oneZone = moments.every((moment) => moment.offset === moments[0]!.offset);
  return moments.map((moment) => (oneZone ? moment.clock : moment.clock - moment.offset * 60_000));
}
