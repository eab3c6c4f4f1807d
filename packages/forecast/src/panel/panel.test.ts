import { SluiceError } from "@sluice/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readTable } from "../table/read-table.ts";
import { stepsBetween } from "../time/frequency.ts";
import { nextTimes, timeLabel } from "../time/next-times.ts";
import { panel } from "./build-panel.ts";
import type { Panel } from "./panel.ts";

const pick = (...texts: string[]) => fc.constantFrom(...texts);
const date = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map((day) => new Date(Date.UTC(2011, 11, 20 + day)).toISOString().slice(0, 10)),
  fc.integer({ min: 1, max: 12 }).map((month) => `${month}/1/2011`),
  fc.integer({ min: 1, max: 30 }).map(String),
  pick("2011-02-30", "", "NA", "2011Q1", "2011-12-25 10:00", "2012-01-01T00:00Z", "Jan 2011", "1e9"),
);
const number = fc.oneof(fc.double().map(String), pick("", "1,5", "-", "x", "true", '"', "\u0000", ";", "1e999", "2"));
const tables = fc.array(fc.tuple(date, number, number), { maxLength: 12 }).map((rows) => {
  return ["date,y,id", ...rows.map((row) => row.join(","))].join("\n");
});
// One kind of date throughout, so that most of these are panels.
const regular = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 14 }), { minLength: 8 }),
    pick("day", "month", "week", "step", "year"),
  )
  .map(([steps, unit]) => {
    const texts = { day: 1, week: 7, month: 31, year: 366, step: 0 };
    const label = (step: number) => {
      const days = texts[unit as keyof typeof texts];
      const iso = new Date(Date.UTC(2001, 0, 1 + step * days)).toISOString();
      return {
        day: iso.slice(0, 10),
        week: iso.slice(0, 10),
        month: iso.slice(0, 7),
        year: iso.slice(0, 4),
        step: `${step * 5}`,
      }[unit];
    };
    return ["date,y", ...steps.map((step) => `${label(step)},${step}`)].join("\n");
  });

function expectGuarantees(built: Panel): void {
  for (const { times, rows, target } of built.series) {
    expect(rows.length).toBeGreaterThan(0);
    expect([rows[0], rows.at(-1)].every((row) => row! > 1)).toBe(true);
    expect(target.some(Number.isFinite)).toBe(true);
    expect(target.every((value) => Number.isFinite(value) || Number.isNaN(value))).toBe(true);
    rows.forEach((row, step) => {
      if (row === 0) expect(target[step]).toBeNaN();
    });
    for (let step = 1; step < times.length; step++) {
      expect(times[step]!).toBeGreaterThan(times[step - 1]!);
      expect(stepsBetween(times[step - 1]!, times[step]!, built.time.frequency)).toBe(1);
    }
  }
}

test("whatever the text, the outcome is a panel that keeps its guarantees or a typed error", async () => {
  let panels = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(tables, regular), fc.boolean(), async (text, hasId) => {
      try {
        const table = await readTable({ name: "t.csv", text });
        const built = panel(table, { target: "y", ...(hasId && table.columns.includes("id") && { id: "id" }) });
        expectGuarantees(built);
        expect(built.describe()).toContain("target y");
        panels++;
      } catch (error) {
        if (!(error instanceof SluiceError)) throw error;
        expect(error.message).toMatch(/^\[E_[A-Z]+\] t\.csv.*: expected .*, got /s);
      }
    }),
    { numRuns: 400 },
  );
  expect(panels).toBeGreaterThan(50);
});

test("any bytes are a table or a typed error", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
      await readTable({ name: "t.csv", bytes }).catch((error) => {
        if (!(error instanceof SluiceError)) throw error;
      });
    }),
    { numRuns: 500 },
  );
});

test("the times after a panel's end continue it: a table that had them would read as one without gaps", async () => {
  await fc.assert(
    fc.asyncProperty(regular, async (text) => {
      const before = panel(await readTable({ name: "t.csv", text }));
      const { times } = before.series[0]!;
      const next = nextTimes(times.at(-1)!, before.time, 3);
      const labels = [...Array.from(times, (time) => timeLabel(time, before.time)), ...next.labels];
      const after = panel(
        await readTable({ name: "t.csv", text: ["date,y", ...labels.map((label) => `${label},1`)].join("\n") }),
      );
      expect(after.gapCount).toBe(0);
      expect([...after.series[0]!.times]).toEqual([...times, ...next.times]);
    }),
  );
});
