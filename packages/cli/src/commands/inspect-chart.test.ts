import { join } from "node:path";
import { forecaster, panel, readTable } from "@sluice/forecast";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workplace } from "../run-sluice.test.support.ts";

const place = new Workplace();
afterAll(() => place.remove());

beforeAll(async () => {
  const rows = Array.from(
    { length: 36 },
    (_, i) => `20${20 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")},${100 + (i % 12)}`,
  );
  place.write("sales.csv", ["month,sold", ...rows].join("\n"));
  const table = panel(await readTable(join(place.folder, "sales.csv")), { target: "sold" });
  const spec = forecaster({ horizon: 2, hidden: 3, lookback: 6, epochs: 1, members: 1 });
  await (await spec.fit(table)).save(join(place.folder, "shop.sluice"));
});

describe("sluice inspect --chart", () => {
  test("writes a page of the gates that stands alone, and says so", async () => {
    const { status, stdout, stderr } = await place.run([
      "inspect",
      "shop.sluice",
      "sales.csv",
      "--chart",
      "gates.html",
    ]);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("wrote gates.html");
    expect(stdout).toContain("sold in sales.csv");
    const page = place.read("gates.html");
    expect(page).toContain("<!doctype html>");
    expect(page).toContain("0 closed");
    expect(page).toContain('<tr><th scope="row">2021-03</th><td>102</td>');
  });

  test("writes a picture", async () => {
    const { status, stderr } = await place.run(["inspect", "shop.sluice", "sales.csv", "--chart", "gates.svg"]);
    expect(status, stderr).toBe(0);
    expect(place.read("gates.svg")).toContain("1 open");
  });

  test.each([
    ["gates.gif", /E_USAGE.*a name that ends in \.html, \.svg or \.png/],
    ["sales.csv", /E_USAGE/],
  ])("refuses %s before any work", async (chart, message) => {
    const { status, stderr } = await place.run(["inspect", "shop.sluice", "sales.csv", "--chart", chart]);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });

  test("writes an animation of the cell, beside a chart or alone", async () => {
    const both = ["--chart", "both.svg", "--animation", "cell.html"];
    const { status, stderr } = await place.run(["inspect", "shop.sluice", "sales.csv", ...both]);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain("wrote both.svg\nwrote cell.html");
    expect(place.read("cell.html")).toContain("of the step before");
  });

  test("refuses an animation that is no page", async () => {
    const { status, stderr } = await place.run(["inspect", "shop.sluice", "sales.csv", "--animation", "cell.gif"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/E_USAGE.*a file that ends in \.html/);
  });
});
