import { readFileSync } from "node:fs";
import { ERROR_CODES } from "@sluice/core";
import { expect, test } from "vitest";

const page = readFileSync(new URL("../docs/errors.md", import.meta.url), "utf8");

test("the page of errors explains every code, and no other", () => {
  const headings = [...page.matchAll(/^## (E_\w+)$/gm)].map(([, code]) => code);
  expect(headings).toEqual(Object.keys(ERROR_CODES).sort());
});
