import { spawnSync } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { type Block, blocksOf, commandsOf, examplesOf, filesOf, isShown, withOutputs } from "./doc-page.ts";

/**
 * Every example of the docs runs and prints what the page shows (see doc-page.ts for what its blocks are): a page's `ts`
 * blocks are one program, its `sh` blocks are commands, in a folder with the bundled samples and the page's own files.
 *
 * `DOCS=update npx vitest run tests/docs.test.ts` writes what is printed and drawn now into the docs.
 */
const isUpdate = process.env.DOCS === "update";
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, "packages/cli/dist/main.js");
// Inside the checkout, so that programs find the packages as a user's would.
mkdirSync(join(root, "out"), { recursive: true });
const folder = mkdtempSync(join(root, "out", "docs-"));
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inDocs = (name: string) => join(root, "docs", name);
const paths = [
  join(root, "README.md"),
  ...readdirSync(inDocs("."))
    .filter((name) => name.endsWith(".md"))
    .map(inDocs),
];

/** Machines that test many things at once are slow. */
const TIMEOUT_MS = 240_000;

/** Stands between what two blocks of a program print. */
const END = "── end of block ──";

const pages = paths.map((path) => {
  const name = path.slice(root.length + 1).replaceAll("\\", "/");
  const blocks = blocksOf(path);
  const cwd = join(folder, name.replace(/\W/g, "-"));
  mkdirSync(cwd);
  cpSync(join(root, "samples"), join(cwd, "samples"), { recursive: true });
  for (const [file, content] of filesOf(blocks)) writeFileSync(join(cwd, file), content);
  const program = examplesOf(blocks, "ts");
  const source = program.map(({ block }) => `${block.code}\nconsole.log("${END}");\n`).join("");
  if (program.length > 0) writeFileSync(join(cwd, "page.ts"), `${source}export {};\n`);
  const commands = examplesOf(blocks, "sh").filter((example) => commandsOf(example).length > 0);
  return { name, path, cwd, program, commands, changed: new Map<Block, string>() };
});

/** Runs Node and gives all that a terminal would show, in order. */
function run(args: readonly string[], cwd: string): { status: number | null; printed: string } {
  const path = join(cwd, ".printed");
  const file = openSync(path, "w");
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
  const { status } = spawnSync(process.execPath, args, { cwd, env, stdio: ["ignore", file, file] });
  closeSync(file);
  return { status, printed: readFileSync(path, "utf8") };
}

function checkOutput({ changed }: { changed: Map<Block, string> }, output: Block | undefined, printed: string): void {
  if (output === undefined || isShown(output.code, printed)) return;
  if (isUpdate) changed.set(output, withoutTimes(printed));
  // A failed match shows both; where the page shows … both differ anyway.
  else expect(printed).toBe(output.code);
}

// How far a fit has come is told every few seconds where no one watches.
const withoutProgress = (printed: string) => printed.replace(/^fitting [^:\n]*: \d+ %.*\n/gm, "");

const withoutTimes = (printed: string) =>
  printed.replace(/(done in )[\d.]+ s/g, "$1… s").replace(/("seconds":)[\d.]+/g, "$1…");

afterAll(() => {
  for (const { path, changed } of pages) if (changed.size > 0) writeFileSync(path, withOutputs(path, changed));
});

describe("the examples of the docs", () => {
  test("are well typed", () => {
    const compilerOptions = {
      module: "nodenext",
      target: "ES2022",
      lib: ["ES2023", "DOM"],
      types: ["node"],
      strict: true,
      skipLibCheck: true,
    };
    const files = pages.filter(({ program }) => program.length > 0).map(({ cwd }) => join(basename(cwd), "page.ts"));
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    const { printed, status } = run([join(root, "node_modules/typescript/bin/tsc"), "-p", folder], folder);
    expect(printed).toBe("");
    expect(status).toBe(0);
  });

  for (const page of pages) {
    const { name, cwd, program, commands } = page;
    if (program.length > 0)
      test(
        `${name}: the program runs`,
        () => {
          const { printed, status } = run(["page.js"], cwd);
          expect(status, printed).toBe(0);
          const parts = printed.split(`${END}\n`);
          program.forEach(({ output }, i) => {
            checkOutput(page, output, parts[i]!);
          });
        },
        TIMEOUT_MS,
      );

    commands.forEach((example, i) => {
      const lines = commandsOf(example);
      test(
        `${name}: commands ${i + 1}, ${lines[0]!.join(" ")}`,
        () => {
          const ended = lines.map(([, ...args]) => run([main, ...args], cwd));
          const printed = ended.map((one) => one.printed).join("");
          const failed = ended.map(({ status }) => status !== 0);
          expect(failed, printed).toEqual(lines.map(() => example.block.note === "fails"));
          checkOutput(page, example.output, withoutProgress(printed));
        },
        TIMEOUT_MS,
      );
    });
  }

  for (const image of readdirSync(inDocs("images")))
    test(`images/${image} is what a page draws`, () => {
      const drawn = pages.map(({ cwd }) => join(cwd, image)).find(existsSync);
      expect(drawn, "a page that draws it").toBeDefined();
      if (isUpdate) copyFileSync(drawn!, join(inDocs("images"), image));
      expect(readFileSync(drawn!, "utf8") === readFileSync(join(inDocs("images"), image), "utf8")).toBe(true);
    });
});
