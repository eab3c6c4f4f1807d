import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

/**
 * Every example of the docs runs: a page's `ts` blocks are one program (type-checked and run), its `sh` blocks are
 * commands, in a folder with the bundled samples. Blocks marked `text` or unmarked show output or formulas.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pages = [
  join(root, "README.md"),
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(root, "docs", name)),
];
// Inside the checkout, so that programs find the packages as a user's would.
mkdirSync(join(root, "out"), { recursive: true });
const folder = mkdtempSync(join(root, "out", "docs-"));
cpSync(join(root, "samples"), join(folder, "samples"), { recursive: true });
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const blocks = (text: string, language: string) =>
  [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, found, code]) => (found === language ? [code!] : []));

const run = (args: string[], cwd: string) =>
  spawnSync(process.execPath, args, { cwd, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });

const programs = pages.flatMap((page) => {
  const code = blocks(readFileSync(page, "utf8"), "ts").join("\n");
  if (code === "") return [];
  const name = basename(page, ".md").toLowerCase();
  writeFileSync(join(folder, `${name}.ts`), `${code}\nexport {};\n`);
  return [name];
});

describe("the examples of the docs", () => {
  test("are well typed", () => {
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        compilerOptions: {
          module: "nodenext",
          target: "ES2022",
          lib: ["ES2023", "DOM"],
          types: ["node"],
          strict: true,
          skipLibCheck: true,
          outDir: ".",
        },
        files: programs.map((name) => `${name}.ts`),
      }),
    );
    const { stdout, status } = run([join(root, "node_modules/typescript/bin/tsc"), "-p", folder], folder);
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  for (const name of programs)
    test(`${name} runs`, () => {
      const { stderr, status } = run([`${name}.js`], folder);
      expect(stderr.split("\n").filter((line) => /error|\[E_/i.test(line))).toEqual([]);
      expect(status).toBe(0);
    });

  for (const page of pages) {
    const commands = blocks(readFileSync(page, "utf8"), "sh")
      .flatMap((block) => block.replace(/\\\n\s*/g, " ").split("\n"))
      .map((line) => line.replace(/\s+#.*$/, "").trim())
      .filter((line) => line.startsWith("sluice") && line !== "");
    if (commands.length === 0) continue;
    test(`the commands of ${basename(page)} run`, () => {
      const cwd = mkdtempSync(join(tmpdir(), "sluice-docs-"));
      try {
        cpSync(join(root, "samples"), join(cwd, "samples"), { recursive: true });
        for (const command of commands) {
          const [, ...args] = command.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ""));
          const { status, stderr } = run([join(root, "packages/cli/dist/main.js"), ...args], cwd);
          expect({ command, status, stderr: status === 0 ? "" : stderr }).toEqual({ command, status: 0, stderr: "" });
          const chart = args[args.indexOf("--chart") + 1];
          if (args.includes("--chart")) expect(existsSync(join(cwd, chart!))).toBe(true);
        }
      } finally {
        rmSync(cwd, { recursive: true, force: true });
      }
    });
  }
});
