import { describe, expect, test } from "vitest";
import { chartLanguage, checkChartFile, drawnSteps } from "./chart-file.ts";

describe("checkChartFile", () => {
  test.each(["a.html", "out/a.svg", "a.b.PNG"])("takes %s", (path) => {
    expect(() => checkChartFile(path)).not.toThrow();
  });

  test.each([
    ["a.pgn", "got .pgn", "--chart a.html"],
    ["a.b/c", "got no ending", "--chart a.b/c.html"],
    [".svg", "got no ending", "--chart .svg.html"],
    ["", "got no ending", "--chart .html"],
  ])("refuses %j", (path, got, hint) => {
    expect(() => checkChartFile(path)).toThrow(expect.objectContaining({ parts: expect.objectContaining({ hint }) }));
    expect(() => checkChartFile(path)).toThrow(got);
  });
});

describe("chartLanguage", () => {
  test("is one that charts speak", () => {
    expect([chartLanguage("en"), chartLanguage("zh")]).toEqual(["en", "zh"]);
    expect(() => chartLanguage("fr")).toThrow(/--lang: expected en or zh, got "fr"/);
  });
});

describe("drawnSteps", () => {
  test("shows all of a short series, and all in a page", () => {
    expect(drawnSteps("a.svg", 156, 12)).toEqual({});
    expect(drawnSteps("a.HTML", 9000, 12)).toEqual({});
  });

  test("shows the end of a long series in a picture, the forecast being a sixth of it or less", () => {
    expect(drawnSteps("a.png", 9000, 12)).toEqual({ last: 200 });
    expect(drawnSteps("a.png", 9000, 100)).toEqual({ last: 600 });
    expect(drawnSteps("a.png", 500, 100)).toEqual({ last: 500 });
  });
});
