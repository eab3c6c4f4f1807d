import { expect, test } from "vitest";
import { cell } from "../equations/index.ts";
import { aboutCell } from "./about-cell.ts";
import { cells } from "./index.ts";

test.each(cells.map((one) => [one.name, one] as const))("%s is told in one line, with its paper", (_, one) => {
  const { what, paper } = aboutCell(one)!;
  expect(what).toMatch(/^[A-Za-z][^\n]{10,58}[^.\s]$/);
  expect(paper).toMatch(/^[A-Z][^\n]* (19|20)\d\d, [^\n]+[^.\s]$/);
});

test("no two cells are told alike", () => {
  expect(new Set(cells.map((one) => aboutCell(one)!.what)).size).toBe(cells.length);
});

test("nothing is known about a cell of one's own, whatever its name", () => {
  expect(aboutCell(cell("gru", "h_t = tanh(W x_t + U h_{t-1})"))).toBeUndefined();
});
