import { SluiceError } from "@sluice/core";

/**
 * The bytes of a file on disk (Node only), read to its end but never past `maxBytes`; pipes work too.
 *
 * Errors: E_FILE for a missing or unreadable file, a folder, or a path outside Node; E_MEMORY past `maxBytes`.
 */
export async function readBytes(path: string, maxBytes: number): Promise<Uint8Array> {
  const { open } = await import("node:fs/promises").catch((cause) => {
    throw new SluiceError("E_FILE", {
      where: path,
      expected: "files by path only in Node",
      got: "another environment",
      hint: "a File, a Blob or { name, text }",
      cause,
    });
  });
  try {
    const file = await open(path, "r");
    try {
      const info = await file.stat();
      if (info.isDirectory()) throw notAFile(path, "a folder");
      if (info.isFile()) checkSize(path, info.size, maxBytes);
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })) {
        size += (chunk as Uint8Array).length;
        checkSize(path, size, maxBytes);
        chunks.push(chunk as Uint8Array);
      }
      return joined(chunks, size);
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause;
    throw notAFile(path, reasonOf(cause), cause);
  }
}

/** Errors: E_MEMORY when `size` is over `maxBytes`. */
export function checkSize(where: string, size: number, maxBytes: number): void {
  if (size <= maxBytes) return;
  throw new SluiceError("E_MEMORY", {
    where,
    expected: `at most ${maxBytes.toLocaleString("en-US")} bytes`,
    got: `${size.toLocaleString("en-US")} or more`,
    hint: "fewer rows or columns, or a larger maxBytes",
  });
}

function notAFile(path: string, got: string, cause?: unknown): SluiceError {
  const hint = got === "a folder" ? "the path of a file in it" : undefined;
  return new SluiceError("E_FILE", {
    where: path,
    expected: "a file that can be read",
    got,
    ...(hint && { hint }),
    cause,
  });
}

function reasonOf(cause: unknown): string {
  const code = (cause as { code?: string }).code;
  if (code === "ENOENT" || code === "ENOTDIR") return "no such file";
  if (code === "EACCES" || code === "EPERM") return "one that may not be read";
  if (code === "EISDIR") return "a folder";
  return cause instanceof Error ? cause.message : String(cause);
}

function joined(chunks: Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
