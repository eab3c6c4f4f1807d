import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layoutReader, printTime, resolutionOf } from "./layout.ts";

const at = (iso: string) => Date.parse(iso);

describe("layouts", () => {
  test.each([
    ["YYYY-MM-DD", "2011-01-31", "2011-01-31T00:00Z", "day"],
    ["D/M/YYYY", "1/12/2011", "2011-12-01T00:00Z", "day"],
    ["DD.MM.YYYY HH:mm", "31.01.2011 09:05", "2011-01-31T09:05Z", "time"],
    ["YYYY-MM-DDTHH:mm:ss.SSS", "2011-01-31T23:59:59.250", "2011-01-31T23:59:59.250Z", "time"],
    ["YYYY-MM", "1949-01", "1949-01-01T00:00Z", "month"],
    ["YYYYMMDD", "20110131", "2011-01-31T00:00Z", "day"],
    ["MMM-YYYY", "Jan-1949", "1949-01-01T00:00Z", "month"],
    ["D MMMM YYYY", "5 September 2011", "2011-09-05T00:00Z", "day"],
    ["YYYY[Q]Q", "2011Q3", "2011-07-01T00:00Z", "quarter"],
    ["YYYY-[W]WW", "2009-W53", "2009-12-28T00:00Z", "week"],
    ["M/D/YYYY h:mm A", "1/5/2011 12:30 AM", "2011-01-05T00:30Z", "time"],
    ["M/D/YYYY h:mm A", "1/5/2011 12:30 PM", "2011-01-05T12:30Z", "time"],
    ["YYYY年M月D日", "2011年1月5日", "2011-01-05T00:00Z", "day"],
    ["YYYY", "1949", "1949-01-01T00:00Z", "year"],
  ])("%s reads and prints %s", (layout, text, iso, resolution) => {
    expect(layoutReader(layout)(text)?.time).toBe(at(iso));
    expect(printTime(at(iso), layout)).toBe(text);
    expect(resolutionOf(layout)).toBe(resolution);
  });

  test.each([
    ["YYYY-MM-DD", "2011-02-30"],
    ["YYYY-MM-DD", "2011-1-05"],
    ["YYYY-MM-DD", "2011-01-05 "],
    ["YYYY-MM-DD HH:mm", "2011-01-05 24:00"],
    ["YYYY-MM-DD h:mm A", "2011-01-05 13:00 PM"],
    ["YYYY-MM", "2011-13"],
    ["YYYY-MM", "2011-00"],
    ["YYYY-[W]WW", "2011-W53"],
    ["MMMM YYYY", "Jan 2011"],
    ["integer", "1.5"],
    ["integer", "99999999999999999999"],
  ])("%s does not read %j", (layout, text) => expect(layoutReader(layout)(text)).toBeUndefined());

  test("month names and AM are read in any letter case, the zone is handed on", () => {
    expect(layoutReader("MMM YYYY")("JAN 1949")?.time).toBe(at("1949-01-01T00:00Z"));
    expect(layoutReader("YYYY-MM-DD HH:mmZ")("2011-01-05 10:00+02:00")).toEqual({
      time: at("2011-01-05T10:00Z"),
      zone: "+02:00",
    });
    expect(printTime(at("2011-01-05T10:00Z"), "YYYY-MM-DD HH:mmZ", "+02:00")).toBe("2011-01-05 10:00+02:00");
  });

  test("characters that mean something to a regular expression stand for themselves", () => {
    expect(layoutReader("YYYY.MM")("2011-01")).toBeUndefined();
    expect(layoutReader("(YYYY)+[Q]Q")("(2011)+Q2")?.time).toBe(at("2011-04-01T00:00Z"));
  });

  test("what a layout prints, it reads", () => {
    const layouts = [
      "YYYY-MM-DD HH:mm:ss.SSS",
      "D/M/YYYY H:mm:ss,SSS",
      "MMMM D, YYYY hh:mm:ss.SSS A",
      "DD MMM YYYY HH:mm:ss.SSS Z",
    ];
    const time = fc.integer({ min: at("0100-01-01T00:00Z"), max: at("9999-12-31T00:00Z") });
    fc.assert(
      fc.property(time, fc.constantFrom(...layouts), (value, layout) => {
        expect(layoutReader(layout)(printTime(value, layout))?.time).toBe(value);
      }),
    );
  });
});
