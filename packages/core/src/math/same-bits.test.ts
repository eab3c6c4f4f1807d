import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const folder = new URL("./", import.meta.url);
const sources = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.includes(".test."));

/** Exactly rounded by the language's definition, or constants. Everything else of Math may differ between engines. */
const ALLOWED = new Set(["sqrt", "abs", "floor", "fround", "imul", "PI", "SQRT2", "LOG2E"]);

describe("math", () => {
  it("has sources to look at", () => {
    expect(sources).toContain("exp.ts");
    expect(sources.length).toBeGreaterThan(10);
  });

  it.each(sources)("%s uses only operations that every engine rounds alike", (name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|`(?:[^`$\\]|\$(?!\{))*`|"[^"\n]*"/g, "");
    const used = [...code.matchAll(/\bMath\b(?:\??\.(\w+))?/g)].map((match) => match[1] ?? "Math itself");
    expect(used.filter((member) => !ALLOWED.has(member))).toEqual([]);
    expect(code).not.toMatch(/\*\*/);
    expect(code).not.toMatch(/\bDate\b|\bcrypto\b|toFixed|toPrecision|toLocale/);
  });
});
