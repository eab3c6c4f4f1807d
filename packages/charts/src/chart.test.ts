import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SluiceError } from "@sluice/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { airPassengers } from "./air-passengers.test.data.ts";
import type { SaveOptions } from "./chart.ts";
import { forecastChart } from "./forecast-chart.ts";

const chart = forecastChart(airPassengers);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-charts-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function failure(work: Promise<unknown>): Promise<SluiceError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SluiceError);
  return error as SluiceError;
}

describe("save", () => {
  test("writes the format that the ending names, in any case", async () => {
    await chart.save(join(folder, "a.svg"));
    await chart.save(join(folder, "b.PNG"), { width: 300, height: 200, scale: 2 });
    await chart.save(join(folder, "c.html"), { theme: "dark" });
    expect(await readFile(join(folder, "a.svg"), "utf8")).toBe(chart.toSVG());
    const png = await chart.toPNG({ width: 300, height: 200, scale: 2 });
    expect(Buffer.compare(await readFile(join(folder, "b.PNG")), png)).toBe(0);
    expect(await readFile(join(folder, "c.html"), "utf8")).toBe(await chart.toHTML({ theme: "dark" }));
  });

  test("replaces a file and leaves nothing beside it", async () => {
    const place = join(folder, "replaced");
    await mkdir(place);
    await writeFile(join(place, "plan.svg"), "old");
    await chart.save(join(place, "plan.svg"));
    expect(await readdir(place)).toEqual(["plan.svg"]);
    expect(await readFile(join(place, "plan.svg"), "utf8")).toBe(chart.toSVG());
  });

  test.each(["plan.pdf", "plan", "plan.svg.txt", ".svg", "plan.", "a.svg/plan"])(
    "refuses %s and lists the three endings",
    async (name) => {
      const error = await failure(chart.save(name));
      expect(error.code).toBe("E_ARGUMENT");
      expect(error.expected).toBe("a name that ends in .svg, .png or .html");
    },
  );

  test("says when the folder is missing", async () => {
    const error = await failure(chart.save(join(folder, "missing", "plan.svg")));
    expect(error.code).toBe("E_FILE");
    expect(error.got).toBe("no such folder (ENOENT)");
  });

  test("leaves what was there, and nothing beside it, when the place cannot be taken", async () => {
    const place = join(folder, "taken");
    await mkdir(join(place, "plan.svg"), { recursive: true });
    await writeFile(join(place, "plan.svg", "inside"), "old");
    const error = await failure(chart.save(join(place, "plan.svg")));
    expect(error.code).toBe("E_FILE");
    expect(await readdir(place)).toEqual(["plan.svg"]);
    expect(await readFile(join(place, "plan.svg", "inside"), "utf8")).toBe("old");
  });

  test.skipIf(process.getuid?.() === 0)("says when the folder is closed", async () => {
    const place = join(folder, "closed");
    await mkdir(place);
    await chmod(place, 0o500);
    expect((await failure(chart.save(join(place, "plan.svg")))).got).toBe("no permission (EACCES)");
  });

  test.each<[string, SaveOptions, RegExp]>([
    ["plan.html", { width: 300 }, /chart, width: expected only theme, engine for \.html, got 300/],
    ["plan.svg", { scale: 2 }, /chart, scale: expected only width, height, theme for \.svg, got 2/],
    ["plan.png", { theme: "auto" }, /chart, theme/],
    ["plan.png", { engine: "x" }, /chart, engine/],
  ])("refuses for %s what the format has no use for: %o", async (name, options, message) => {
    const error = await failure(chart.save(join(folder, name), options));
    expect(error.code).toBe("E_ARGUMENT");
    expect(error.message).toMatch(message);
    expect(await readdir(folder)).not.toContain(name);
  });
});
