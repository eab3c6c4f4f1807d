/**
 * The characters that a TrueType font has glyphs for, as rising pairs [first, last].
 *
 * Source: OpenType 1.9, `cmap` table, format 12 (the full range of Unicode); empty when a font has no such table.
 */
export function fontRanges(font: Uint8Array): [number, number][] {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const tables = view.getUint16(4);
  for (let i = 0; i < tables; i++) {
    const record = 12 + 16 * i;
    if (view.getUint32(record) !== 0x636d6170) continue; // "cmap"
    const cmap = view.getUint32(record + 8);
    const encodings = view.getUint16(cmap + 2);
    for (let k = 0; k < encodings; k++) {
      const table = cmap + view.getUint32(cmap + 4 + 8 * k + 4);
      if (view.getUint16(table) !== 12) continue;
      const groups = view.getUint32(table + 12);
      return Array.from({ length: groups }, (_, g) => [
        view.getUint32(table + 16 + 12 * g),
        view.getUint32(table + 16 + 12 * g + 4),
      ]);
    }
  }
  return [];
}

/** Whether one of the ranges holds a character. */
export function covers(ranges: readonly (readonly [number, number])[], character: string): boolean {
  const code = character.codePointAt(0)!;
  return ranges.some(([first, last]) => code >= first && code <= last);
}

/** The characters of a text that a font with these ranges has no glyphs for, each once; control characters need none. */
export function uncovered(ranges: readonly (readonly [number, number])[], text: Iterable<string>): string[] {
  return [...new Set(text)].filter((character) => character >= " " && !covers(ranges, character));
}
