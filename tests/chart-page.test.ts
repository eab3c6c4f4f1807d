import { forecastChart, lineChart, panels } from "@sluice/charts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, startChromium } from "./browser/chromium.mjs";

const chromium = findChromium();

const days = Array.from({ length: 120 }, (_, i) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10));
const forecast = forecastChart({
  title: "Sales",
  times: days,
  series: [
    { name: "actual", role: "actual", values: days.map((_, i) => (i < 106 ? 100 + i : null)) },
    { name: "forecast", role: "forecast", values: days.map((_, i) => (i < 106 ? null : 200 + i)) },
  ],
  split: days[92]!,
  ahead: days[106]!,
});
const curve = (title: string, name: string) =>
  lineChart({
    title,
    x: { name, values: [1, 2, 4, 8], log: 2 },
    y: { name: "loss", log: true },
    series: [{ name: "GRU", values: [1, 0.5, 0.2, 0.1], low: [0.9, 0.4, 0.1, 0.05], high: [1.1, 0.6, 0.3, 0.2] }],
  });
const curves = panels([curve("by epochs", "epoch"), curve("by time", "seconds")]);

describe.skipIf(chromium === undefined)("a chart's page in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium(chromium!);
  });
  afterAll(() => browser?.close());

  /** A page of a chart, and what it complained about. */
  async function opened(html: string, width: number): Promise<{ page: Page; errors: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 700 } });
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => errors.push(message.text()));
    await page.setContent(html);
    await page.waitForSelector(".drawing canvas");
    return { page, errors };
  }

  async function hover(page: Page, share: number): Promise<string> {
    const box = (await page.locator(".drawing").first().boundingBox())!;
    await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
    await page.waitForSelector(".tip");
    return page.locator(".tip").first().innerText();
  }

  test("draws, shows values under the pointer, and hides a series", async () => {
    const { page, errors } = await opened(await forecast.toHTML(), 1000);
    expect(await hover(page, 0.97)).toMatch(/2024-04-2\d\s+forecast\s+3\d\d/);
    const before = await page.locator(".drawing canvas").first().screenshot();
    await page.locator(".legend button").first().click();
    expect(await page.locator(".legend button").first().getAttribute("aria-pressed")).toBe("false");
    expect(await hover(page, 0.4)).not.toContain("actual");
    expect((await page.locator(".drawing canvas").first().screenshot()).equals(before)).toBe(false);
    expect(errors).toEqual([]);
    await page.close();
  });

  test.each([
    [1000, true],
    [420, false],
  ])("puts panels %d pixels wide side by side: %s", async (width, beside) => {
    const { page, errors } = await opened(await curves.toHTML(), width);
    const [first, second] = await Promise.all([0, 1].map((i) => page.locator("section").nth(i).boundingBox()));
    expect(first!.y === second!.y).toBe(beside);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(await hover(page, 0.9)).toMatch(/GRU\s+0\.1 \(0\.05 – 0\.2\)/);
    expect(errors).toEqual([]);
    await page.close();
  });
});
