import { createWriteStream } from "node:fs";
import { readFile, readlink, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** What is written to as it is, and cannot be replaced: a device or pipe by its path, an open file by its number. */
export type Drain = { readonly path: string } | { readonly descriptor: number };

/** What a path leads to where that is no file of its own: /dev/stdout is none, even where it was sent to a file. */
export async function drainAt(path: string): Promise<Drain | undefined> {
  let at = resolve(path);
  for (let links = 0; links < MOST_LINKS; links++) {
    const descriptor = OPEN_FILE.exec(at)?.[1];
    if (descriptor !== undefined) return { descriptor: Number(descriptor) };
    const target = await readlink(at).catch(() => undefined);
    if (target === undefined) break;
    at = resolve(dirname(at), target);
  }
  const found = await stat(at).catch(() => undefined);
  return found === undefined || found.isFile() || found.isDirectory() ? undefined : { path: at };
}

const OPEN_FILE = /^\/(?:dev\/fd|proc\/(?:self|thread-self)\/fd)\/(\d+)$/;
const MOST_LINKS = 40;

/** Writes a file's content to a drain, after what was written to it before. A reader that left early is no error. */
export async function pour(file: string, drain: Drain): Promise<void> {
  const content = await readFile(file);
  const standard = "descriptor" in drain ? { 1: process.stdout, 2: process.stderr }[drain.descriptor] : undefined;
  try {
    if (standard !== undefined)
      await new Promise<void>((done, fail) => standard.write(content, (error) => (error ? fail(error) : done())));
    else
      await pipeline(
        Readable.from([content]),
        "path" in drain
          ? createWriteStream(drain.path)
          : createWriteStream("", { fd: drain.descriptor, autoClose: false }),
      );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
}
