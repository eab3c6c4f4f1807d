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
  /** Where the code begins in the page's text. */
  readonly at: number;
}

export function blocksOf(path: string): Block[] {
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/^```(\w+)(?: (.+))?\n([\s\S]*?)^```$/gm)].map((match) => {
    const [all, language, note = "", code] = match as unknown as [string, string, string?, string?];
    return { language, note, code: code!, at: match.index + all.indexOf("\n") + 1 };
  });
}

/** The files that a page gives its readers, by name. */
export const filesOf = (blocks: readonly Block[]): [name: string, content: string][] =>
  blocks.filter(({ note }) => /^[\w-]+\.\w+$/.test(note)).map(({ note, code }) => [note, code]);

/** A block that runs, with the output that the page shows below it. */
export interface Example {
  readonly block: Block;
  readonly output: Block | undefined;
}

export const examplesOf = (blocks: readonly Block[], language: string): Example[] =>
  blocks.flatMap((block, i) => {
    if (block.language !== language || block.note.includes(".")) return [];
    const next = blocks[i + 1];
    return [{ block, output: next?.language === "output" ? next : undefined }];
  });

/** The commands of a block, a line that ends in a backslash going on. Lines that start with another word are for readers. */
export const commandsOf = ({ block: { code } }: Example): string[][] =>
  code
    .replace(/\\\n\s*/g, " ")
    .split("\n")
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line === "sluice" || line.startsWith("sluice "))
    .map((line) => line.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', "")));

/** The text of a page with other outputs. */
export function withOutputs(path: string, outputs: ReadonlyMap<Block, string>): string {
  const last = [...outputs].sort(([a], [b]) => b.at - a.at);
  return last.reduce(
    (text, [{ at, code }, printed]) => `${text.slice(0, at)}${printed.trimEnd()}\n${text.slice(at + code.length)}`,
    readFileSync(path, "utf8"),
  );
}

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
