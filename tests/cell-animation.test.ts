import { cellAnimation } from "@sluice/charts";
import { gru, linear, lstm, recurrent, sequential } from "@sluice/core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, startChromium } from "./browser/chromium.mjs";

const chromium = findChromium();

const STEPS = 40;
const HIDDEN = 5;
const x = Array.from({ length: STEPS }, (_, t) => [((t * 7) % 11) / 5 - 1]);

/** What a cell's values are over the sequence, as `watch` has them: [T][H] by name. */
function watched(cell: typeof gru, names: readonly string[]): Record<string, number[][]> {
  const model = sequential([recurrent(cell, { hidden: HIDDEN }), linear(1)]);
  model.initialize({ features: 1, seed: 7 });
  const seen = model.watch([x], names) as Record<string, { data: ArrayLike<number> }>;
  const steps = (name: string) =>
    Array.from({ length: STEPS }, (_, t) =>
      Array.from({ length: HIDDEN }, (_, u) => seen[name]!.data[t * HIDDEN + u]!),
    );
  return Object.fromEntries(names.map((name) => [name, steps(name)]));
}

const times = Array.from({ length: STEPS }, (_, t) => `day ${t + 1}`);
const values = watched(gru, gru.watch);
const animation = cellAnimation({
  cell: gru,
  times,
  series: [{ name: "sales", values: x.map(([value]) => value!) }],
  values,
  inputs: [{ column: "sales", values: x.map(([value]) => value!) }],
});
const mean = (row: readonly number[]) => row.reduce((sum, value) => sum + value, 0) / row.length;

describe.skipIf(chromium === undefined)("a cell's animation in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium(chromium!);
  });
  afterAll(() => browser?.close());

  async function opened(html: string, width: number): Promise<{ page: Page; errors: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => errors.push(message.text()));
    await page.setContent(html);
    return { page, errors };
  }

  const shown = async (page: Page, id: string) =>
    Number((await page.locator(`.cell.right [data-node="${id}"] .number`).textContent())!.replace("−", "-"));
  const told = async (page: Page, name: string) =>
    Number(
      new RegExp(`[:,] ${name} (−?[\\d.]+)`).exec((await page.locator("#now").textContent())!)![1]!.replace("−", "-"),
    );

  /** Holds all that the page says of a step to what was watched. */
  async function expectStep(page: Page, step: number, of: (row: readonly number[]) => number): Promise<void> {
    expect(await page.locator("#time").textContent()).toBe(times[step]);
    for (const name of gru.watch) {
      const expected = of(values[name]![step]!);
      expect(Math.abs((await shown(page, `value ${name}`)) - expected)).toBeLessThan(0.0007);
      expect(Math.abs((await told(page, name)) - expected)).toBeLessThan(0.0007);
    }
    const before = step === 0 ? 0 : of(values.h![step - 1]!);
    expect(Math.abs((await shown(page, "previous h")) - before)).toBeLessThan(0.0007);
    expect(await shown(page, "input")).toBeCloseTo(x[step]![0]!, 3);
  }

  test("shows what watch has, step by step, by keys and buttons", async () => {
    const { page, errors } = await opened(animation.toHTML(), 1200);
    await expectStep(page, 0, mean);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await expectStep(page, 2, mean);
    await page.keyboard.press("ArrowLeft");
    await expectStep(page, 1, mean);
    await page.keyboard.press("End");
    await expectStep(page, STEPS - 1, mean);
    await page.keyboard.press("Home");
    await page.getByRole("button", { name: "One step forward" }).click();
    await expectStep(page, 1, mean);
    await page.getByRole("button", { name: "Last step" }).click();
    await page.getByRole("button", { name: "One step back" }).click();
    await expectStep(page, STEPS - 2, mean);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("shows one unit, at the step that the slider is on", async () => {
    const { page, errors } = await opened(animation.toHTML(), 1200);
    await page.getByLabel("Unit").selectOption("unit 3");
    await page.getByLabel("Step", { exact: true }).fill("17");
    await expectStep(page, 17, (row) => row[3]!);
    // 1 − z and z ⊙ n are of no equation's name: they follow from what was watched.
    const [z, n] = [values.z![17]![3]!, values.n![17]![3]!];
    const operators = await page.locator(".cell.right .operator .number").allTextContents();
    const numbers = operators.map((text) => Number(text.replace("−", "-")));
    for (const expected of [1 - z, z * n]) expect(numbers.some((one) => Math.abs(one - expected) < 0.0007)).toBe(true);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("gives gates and wires more colour the more open they are", async () => {
    const { page } = await opened(animation.toHTML(), 1200);
    await page.getByLabel("Unit").selectOption("unit 0");
    const byZ = values.z!.map((row, t) => ({ z: row[0]!, t })).sort((a, b) => a.z - b.z);
    const widths: number[] = [];
    for (const { t } of [byZ[0]!, byZ.at(-1)!]) {
      await page.getByLabel("Step", { exact: true }).fill(`${t}`);
      const gate = page.locator('.cell.right [data-node="value z"] .body');
      expect(await gate.getAttribute("fill")).toBe("var(--gate)");
      expect(Number(await gate.getAttribute("fill-opacity"))).toBeCloseTo(0.62 * values.z![t]![0]!, 2);
      const wire = page.locator('.cell.right .wire[data-from="value z"] path').first();
      widths.push(Number(await wire.getAttribute("stroke-width")));
    }
    expect(widths[1]).toBeGreaterThan(widths[0]!);
    await page.close();
  });

  test("plays to the end and pauses, telling values only when it rests", async () => {
    const { page, errors } = await opened(animation.toHTML(), 1200);
    await page.getByLabel("Speed").selectOption("25");
    await page.locator("h1").click();
    await page.keyboard.press("Space");
    expect(await page.getByRole("button", { name: "Pause" }).count()).toBe(1);
    const place = async () => Number(await page.getByLabel("Step", { exact: true }).inputValue());
    await expect.poll(place).toBeGreaterThan(2);
    expect((await page.locator("#now").textContent())!.trim()).toBe("");
    await page.keyboard.press("Space");
    await expectStep(page, await place(), mean);
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Play" }).waitFor();
    await expectStep(page, STEPS - 1, mean);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("follows a click on the series", async () => {
    const { page } = await opened(animation.toHTML(), 1200);
    const box = (await page.locator("#series").boundingBox())!;
    await page.mouse.click(box.x + box.width - 11, box.y + 40);
    await expectStep(page, STEPS - 1, mean);
    await page.close();
  });

  test.each([
    [1200, "right"],
    [400, "down"],
  ])("in a window %d pixels wide goes %s, and nothing is wider than the window", async (width, way) => {
    const { page, errors } = await opened(animation.toHTML(), width);
    expect(await page.locator(".cell.right").isVisible()).toBe(way === "right");
    expect(await page.locator(".cell.down").isVisible()).toBe(way === "down");
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("stays quick with 200 units over 2,000 steps", async () => {
    const rows = Array.from({ length: 2000 }, (_, t) =>
      Float32Array.from({ length: 200 }, (_, u) => ((t + u) % 100) / 100),
    );
    const large = cellAnimation({
      cell: lstm,
      times: rows.map((_, t) => `${t}`),
      series: [{ name: "sales", values: rows.map((row) => row[0]!) }],
      values: Object.fromEntries(lstm.watch.map((name) => [name, rows])),
    }).toHTML();
    expect(large.length).toBeLessThan(12e6);
    const { page, errors } = await opened(large, 1200);
    const each = Number(
      await page.evaluate(`(() => {
        const slider = document.getElementById("step");
        const start = performance.now();
        for (let t = 0; t < 100; t++) { slider.value = t; slider.dispatchEvent(new Event("input")); }
        return (performance.now() - start) / 100;
      })()`),
    );
    // A step is well below the 40 ms that 25 steps a second leave, on busy machines too.
    expect(each).toBeLessThan(20);
    await page.getByLabel("Unit").selectOption("unit 199");
    expect(await shown(page, "value i")).toBeCloseTo(0.98, 3);
    expect(errors).toEqual([]);
    await page.close();
  });
});
