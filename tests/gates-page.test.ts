import { gatesChart } from "@sluice/charts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { madeInspection } from "../packages/charts/src/gates/made-inspection.test.data.ts";
import { findChromium, startChromium } from "./browser/chromium.mjs";

const chromium = findChromium();

/** All is still but for one step, at which every gate opens and every state leaps. */
const LEAP = 83;
const leaping = madeInspection({
  steps: 120,
  units: 4,
  watched: { z: "gate", r: "gate", n: "candidate", h: "state" },
  value: (_, step, unit) => (step === LEAP ? 1 : unit / 1000),
});

describe.skipIf(chromium === undefined)("a gates page in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium(chromium!);
  });
  afterAll(() => browser?.close());

  async function opened(html: string, width: number, colorScheme: "light" | "dark" = "light") {
    const page = await browser.newPage({ viewport: { width, height: 1500 }, colorScheme });
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => errors.push(message.text()));
    await page.setContent(html);
    await page.waitForFunction("document.querySelector('#axis').dataset.to !== undefined");
    return { page, errors };
  }

  const settled = (page: Page) =>
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))");

  /** Where the steps shown begin and end on each canvas, and where each heat map of units has its leap, in pixels. */
  const seen = (page: Page) =>
    page.evaluate(`[...document.querySelectorAll("#stage canvas")].map((canvas) => {
      const { from, to } = canvas.dataset;
      const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
      const pen = copy.getContext("2d", { willReadFrequently: true });
      pen.drawImage(canvas, 0, 0);
      const y = canvas.height / 2;
      const row = pen.getImageData(0, y, canvas.width, 1).data;
      const still = pen.getImageData(canvas.width - 60, y, 1, 1).data;
      const apart = [];
      const left = Number.parseFloat(document.getElementById("stage").style.getPropertyValue("--gutter"));
      for (let x = Math.ceil(left) + 2; x < canvas.width - 60; x++) {
        let distance = 0;
        for (let i = 0; i < 3; i++) distance += Math.abs(row[4 * x + i] - still[i]);
        if (distance > 120) apart.push(x);
      }
      const section = canvas.closest("section");
      const isUnits = section?.querySelector(".reading") && section.querySelector(".scale");
      return { from, to, leap: isUnits ? [apart[0], apart.at(-1)] : null };
    })`) as Promise<{ from: string; to: string; leap: [number, number] | null }[]>;

  async function hover(page: Page, section: number, share: number, down = 0.5) {
    const box = (await page.locator("section canvas").nth(section).boundingBox())!;
    await page.mouse.move(box.x + box.width * share, box.y + box.height * down);
    await settled(page);
  }

  const readings = (page: Page) => page.locator(".reading").allInnerTexts();

  test("reads the exact values of all panels at the step under the pointer", async () => {
    const made = madeInspection({ steps: 40, units: 3 });
    const { page, errors } = await opened(await gatesChart(made).toHTML(), 1000);
    // Sections: series, contributions, window, inputs, z, h. The middle row is one of the three units.
    await hover(page, 4, 0.5);
    const step = made.times.indexOf(await page.locator("#time").innerText());
    expect(step).toBeGreaterThan(15);
    const [series, z, h] = await readings(page);
    expect(series).toBe(`actual ${made.actual[step]} · fitted ${made.fitted[step]}`);
    const unit = Number(/^unit (\d):/.exec(z!)![1]);
    expect(z).toMatch(new RegExp(`^unit ${unit}: ${made.watched[0]!.values[step]![unit]} · all units`));
    const state = String(made.watched[1]!.values[step]![unit]).replace("-", "−");
    expect(h).toMatch(new RegExp(`^unit ${unit}: ${state} `));
    const beside = await page.locator(".body b:visible").allInnerTexts();
    const said = (value: number) => String(value).replace("-", "−");
    expect(beside.slice(0, 2)).toEqual(made.contributions.map(({ values }) => said(values[step]!)));
    expect(beside.slice(2)).toEqual(made.inputs.map(({ values }) => said(values[step]!)));
    await hover(page, 0, 0.985);
    expect((await readings(page))[0]).toMatch(/^forecast 26?[05]/);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("keeps all panels aligned when zoomed by dragging, wheel and keys, and shows all again", async () => {
    const { page, errors } = await opened(await gatesChart(leaping).toHTML(), 900);
    const aligned = async () => {
      await settled(page);
      const all = await seen(page);
      expect(new Set(all.map(({ from, to }) => `${from} ${to}`)).size).toBe(1);
      const leaps = all.flatMap(({ leap }) => (leap === null ? [] : [leap]));
      expect(leaps).toHaveLength(4);
      for (const [from, to] of leaps) {
        expect(Math.abs(from - leaps[0]![0])).toBeLessThanOrEqual(1);
        expect(Math.abs(to - leaps[0]![1])).toBeLessThanOrEqual(1);
      }
      return { from: Number(all[0]!.from), to: Number(all[0]!.to), width: leaps[0]![1] - leaps[0]![0] + 1 };
    };
    const whole = await aligned();
    expect(whole).toMatchObject({ from: 0, to: 122 });
    const box = (await page.locator("section canvas").nth(4).boundingBox())!;
    await page.mouse.move(box.x + 0.6 * box.width, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.8 * box.width, box.y + 10, { steps: 4 });
    await page.mouse.up();
    const dragged = await aligned();
    expect(dragged.to - dragged.from).toBeGreaterThan(20);
    expect(dragged.to - dragged.from).toBeLessThan(30);
    expect(dragged.width).toBeGreaterThan(3.5 * whole.width);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, 300);
    await page.keyboard.up("Control");
    const wheeled = await aligned();
    expect(wheeled.to - wheeled.from).toBeCloseTo(1.002 ** 300 * (dragged.to - dragged.from), 6);
    await page.locator("#stage").focus();
    await page.keyboard.press("0");
    expect(await aligned()).toEqual(whole);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("is read by keyboard: steps, units and panels are said, and stand in a table", async () => {
    const made = madeInspection({ steps: 40, units: 3 });
    const { page, errors } = await opened(await gatesChart(made).toHTML(), 800);
    await page.locator("#stage").focus();
    for (const key of ["Home", "ArrowRight", "ArrowRight", "PageDown", "PageDown", "PageDown", "ArrowDown"])
      await page.keyboard.press(key);
    const said = await page.locator("#said").innerText();
    expect(said).toMatch(/^2020-01-03\. actual 102 · fitted 101\.5\. z, unit \d: 0\.\d+ .*\. h, unit \d: −0\.\d+/);
    await page.locator("#units summary").click();
    const table = page.locator("#units-table table").last();
    expect(await table.locator("caption").innerText()).toBe("2020-01-03, units");
    const rows = await table.locator("tbody tr").allInnerTexts();
    const [z, h] = made.watched.map(({ values }) => values[2]!);
    expect(rows.toSorted()).toEqual(
      z!.map((value, unit) => `${unit}\t${value}\t${String(h![unit]).replace("-", "−")}`),
    );
    await page.keyboard.press("Tab");
    expect(errors).toEqual([]);
    await page.close();
  });

  test.each([
    [400, "dark"],
    [1600, "light"],
  ] as const)("fits a window %d pixels wide, %s", async (width, scheme) => {
    const { page, errors } = await opened(await gatesChart(leaping).toHTML(), width, scheme);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("draws 200 units over 2,000 steps in a moment", async () => {
    const watched = { i: "gate", f: "gate", o: "gate", g: "candidate", c: "state", h: "state" } as const;
    const html = await gatesChart(madeInspection({ steps: 2000, units: 200, watched })).toHTML();
    const { page, errors } = await opened(html, 1200);
    const perZoom = (await page.evaluate(`(async () => {
      const start = performance.now();
      for (let i = 0; i < 5; i++) {
        document.querySelector('[data-do="in"]').click();
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      }
      return (performance.now() - start) / 5;
    })()`)) as number;
    expect(perZoom).toBeLessThan(500);
    expect(errors).toEqual([]);
    await page.close();
  });
});
