import { describe, expect, test } from "vitest";
import { timePositions } from "./times.ts";

const iso = (times: readonly string[]) => timePositions(times)?.map((time) => new Date(time).toISOString());

describe("timePositions", () => {
  test.each([
    ["1949", "1949-01-01T00:00:00.000Z"],
    ["1949-11", "1949-11-01T00:00:00.000Z"],
    ["2020-Q3", "2020-07-01T00:00:00.000Z"],
    ["2020Q3", "2020-07-01T00:00:00.000Z"],
    ["2020-W53", "2020-12-28T00:00:00.000Z"],
    ["2012-W01", "2012-01-02T00:00:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["2024-02-29 15:30", "2024-02-29T15:30:00.000Z"],
    ["2024-02-29T15:30:05.250Z", "2024-02-29T15:30:05.250Z"],
  ])("reads %s", (text, expected) => {
    expect(iso([text])).toEqual([expected]);
  });

  test.each(["2023-02-29", "2023-13", "2023-1-5", "12", "0999", "week 3", "", "2020-W54", "2024-01-01T25:00"])(
    "does not read %j as a time, nor a list that holds it",
    (text) => {
      expect(timePositions([text])).toBeUndefined();
      expect(timePositions(["2024-01-01", text])).toBeUndefined();
    },
  );

  test("keeps the clock of times that share a zone", () => {
    expect(iso(["2024-01-01T00:00+02:00", "2024-01-01T12:00+02:00"])).toEqual([
      "2024-01-01T00:00:00.000Z",
      "2024-01-01T12:00:00.000Z",
    ]);
  });

  test("places times of several zones by instant, so that a repeated clock hour stays in order", () => {
    expect(iso(["2024-10-27T02:30+02:00", "2024-10-27T02:30+01:00"])).toEqual([
      "2024-10-27T00:30:00.000Z",
      "2024-10-27T01:30:00.000Z",
    ]);
  });
});
