// SHA-256 through the Web Crypto API, which Node and browsers have alike.

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

const digest = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

export const textDigest = (text) => digest(new TextEncoder().encode(text));

/** The SHA-256 of named arrays: every name, a zero byte, and the bytes of its numbers. */
export async function arraysDigest(arrays) {
  const parts = Object.entries(arrays).flatMap(([name, { data }]) => [
    new TextEncoder().encode(`${name}\0`),
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ]);
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let next = 0;
  for (const part of parts) {
    bytes.set(part, next);
    next += part.length;
  }
  return digest(bytes);
}
