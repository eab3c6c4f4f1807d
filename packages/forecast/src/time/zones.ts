import { msOfDay } from "./civil.ts";

export interface ZonedTimes {
  times: Float64Array;
  /** The zone all times are in, as printed; undefined when the table gives none. */
  zone: string | undefined;
  notice: string | undefined;
}

/**
 * One clock for a column whose times carry zones: the common zone's own civil time; with several zones UTC, unless every
 * time is a midnight, where the civil dates are what is meant.
 */
export function oneZone(times: Float64Array, zones: readonly (string | undefined)[]): ZonedTimes {
  const zone = zones.at(-1);
  if (zone === undefined || zones.every((other) => other === zone)) return { times, zone, notice: undefined };
  if (times.every((time) => msOfDay(time) === 0)) return { times, zone, notice: undefined };
  const utc = times.map((time, index) => time - offsetMs(zones[index]));
  return { times: utc, zone: "Z", notice: "times in several zones: put into UTC" };
}

/** Milliseconds that a zone's clock is ahead of UTC. */
export function offsetMs(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? "");
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === "-" ? -1 : 1) * minutes * 60_000;
}
