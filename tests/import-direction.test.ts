import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Packages, lowest first: each may import those before it. */
const packages = ["core", "forecast", "charts", "cli"];

/**
 * Folders and files of core, lowest first, those on one line being of one level. A file may import lower levels and its
 * own folder; `errors.ts` and types are open to all.
 */
const coreLevels = [
  ["checks"],
  ["math"],
  ["graph"],
  ["gradient", "passes"],
  ["backends"],
  ["program.ts"],
  ["equations"],
  ["cells", "losses", "optim"],
  ["metrics"],
  ["layers"],
  ["files", "inspect"],
  ["train"],
  ["index.ts", "revectorize.ts"],
  ["golden"],
];

interface Import {
  from: string;
  to: string;
}

function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "assembly" && entry.name !== "fixtures") yield* files(path);
    } else if (/(?<!\.test|\.support)\.ts$/.test(entry.name)) yield path;
  }
}

/** Imports of values: `import type` ties nothing at run time. */
const importsOf = (source: string) =>
  [...source.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\("([^"]+)"\)/gm)].map(
    (match) => (match[1] ?? match[2])!,
  );

function collect(name: string): { inside: Import[]; outside: Import[] } {
  const base = join(root, "packages", name, "src");
  const inside: Import[] = [];
  const outside: Import[] = [];
  const short = (path: string) => relative(base, path).split(sep).join(posix.sep);
  for (const path of files(base))
    for (const target of importsOf(readFileSync(path, "utf8")))
      if (target.startsWith(".")) inside.push({ from: short(path), to: short(resolve(dirname(path), target)) });
      else outside.push({ from: short(path), to: target });
  return { inside, outside };
}

describe("imports point one way", () => {
  for (const name of packages)
    test(`${name} imports only packages before it`, () => {
      const allowed = packages.slice(0, packages.indexOf(name));
      const wrong = collect(name).outside.filter(({ to }) => {
        const sluice = /^@sluice\/([^/]+)/.exec(to)?.[1] ?? (to === "sluice" ? "cli" : undefined);
        return sluice !== undefined && !allowed.includes(sluice);
      });
      expect(wrong).toEqual([]);
    });

  test("core has no runtime dependency", () => {
    const manifest = JSON.parse(readFileSync(join(root, "packages/core/package.json"), "utf8"));
    expect(manifest.dependencies ?? {}).toEqual({});
    expect(collect("core").outside.filter(({ to }) => !to.startsWith("node:"))).toEqual([]);
  });

  test("the folders of core are levels", () => {
    const level = (path: string) => coreLevels.findIndex((names) => names.includes(path.split("/")[0]!));
    const wrong = collect("core").inside.filter(({ from, to }) => {
      if (to === "errors.ts" || from === "errors.ts" || from.split("/")[0] === to.split("/")[0]) return false;
      return level(from) < 0 || level(to) < 0 || level(to) >= level(from);
    });
    expect(wrong).toEqual([]);
  });

  for (const name of packages)
    test(`no file of ${name} imports itself in a circle`, () => {
      const edges = new Map<string, string[]>();
      for (const { from, to } of collect(name).inside) edges.set(from, [...(edges.get(from) ?? []), to]);
      const done = new Set<string>();
      const path: string[] = [];
      const circles: string[] = [];
      const visit = (file: string) => {
        if (done.has(file)) return;
        const at = path.indexOf(file);
        if (at >= 0) {
          circles.push([...path.slice(at), file].join(" → "));
          return;
        }
        path.push(file);
        for (const next of edges.get(file) ?? []) visit(next);
        path.pop();
        done.add(file);
      };
      for (const file of edges.keys()) visit(file);
      expect(circles).toEqual([]);
    });
});
