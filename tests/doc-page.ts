import { readFileSync } from "node:fs";

/**
 * A fenced block of a page. What stands behind the language says what it is for:
 *
 *   ts                 a part of the page's program
 *   sh, sh fails       commands that succeed, or fail
 *   output             what the block above prints; `…` stands for anything, on a line of its own for any lines
 *   csv next.csv       a file that the page's commands and program find, in any language
 *
 * Anything else is shown only.
 */
export interface Block {
  readonly language: string;
  readonly note: string;
  readonly code: string;
}

export function blocksOf(path: string): Block[] {
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/^```(\w+)(?: (.+))?\n([\s\S]*?)^```$/gm)].map(([, language, note = "", code]) => ({
    language: language!,
    note,
    code: code!,
  }));
}

/** The files that a page gives its readers, by name. */
export const filesOf = (blocks: readonly Block[]): [name: string, content: string][] =>
  blocks.filter(({ note }) => /^[\w-]+\.\w+$/.test(note)).map(({ note, code }) => [note, code]);

/** The blocks of a kind, each with the output that the page shows below it. */
export const shown = (blocks: readonly Block[], language: string): (Block & { output: string | undefined })[] =>
  blocks.flatMap((block, i) => {
    if (block.language !== language || /\./.test(block.note)) return [];
    const next = blocks[i + 1];
    return [{ ...block, output: next?.language === "output" ? next.code : undefined }];
  });

/** The commands of a block, a line that ends in a backslash going on. Lines that start with another word are for readers. */
export const commandsOf = ({ code }: Block): string[][] =>
  code
    .replace(/\\\n\s*/g, " ")
    .split("\n")
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line === "sluice" || line.startsWith("sluice "))
    .map((line) => line.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', "")));

/** Whether a program printed what a page says. */
export function isShown(output: string, printed: string): boolean {
  const lines = output.trimEnd().split("\n");
  const pattern = lines.map((line) => (line.trim() === "…" ? "(?:.*\\n)*?" : `${partsOf(line)}\\n`)).join("");
  return new RegExp(`^${pattern}$`).test(`${printed.replace(/[ \t]+$/gm, "").trimEnd()}\n`);
}

const partsOf = (line: string) =>
  line
    .trimEnd()
    .split("…")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
