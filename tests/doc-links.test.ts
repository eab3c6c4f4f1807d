import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pages = [".", "docs", "samples"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

/** Code looks like links now and then. */
const proseOf = (path: string) => readFileSync(path, "utf8").replace(/^```[\s\S]*?^```$|`[^`\n]*`/gm, "");

/** The names under which a page's headings can be linked to. */
const anchorsOf = (path: string) =>
  [...readFileSync(path, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

describe("links of the docs lead somewhere", () => {
  for (const page of pages)
    test(page, () => {
      const links = [...proseOf(join(root, page)).matchAll(/\]\(([^)\s]+)\)|\bsrc(?:set)?="([^"]+)"/g)];
      const broken = links
        .map(([, link, source]) => (link ?? source)!)
        .filter((link) => !/^https?:/.test(link))
        .filter((link) => {
          const [path, anchor] = link.split("#") as [string, string?];
          const target = path === "" ? join(root, page) : resolve(root, dirname(page), path);
          return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
        });
      expect(broken).toEqual([]);
    });
});
