/** Font size of axis labels and marks, in pixels. */
export const LABEL_SIZE = 12;

/** Advance widths of the characters U+0020 … U+007E in hundredths of the font size. Source: Inter 4, Regular. */
const ASCII_WIDTHS = [
  28, 29, 47, 63, 64, 98, 64, 30, 36, 36, 50, 66, 29, 46, 29, 36, 63, 41, 61, 62, 65, 59, 62, 57, 62, 62, 29, 30, 66,
  66, 66, 51, 97, 69, 65, 73, 72, 60, 59, 75, 74, 27, 57, 67, 57, 90, 75, 76, 64, 76, 64, 64, 65, 74, 69, 99, 68, 68,
  63, 36, 36, 36, 47, 46, 32, 56, 61, 57, 61, 58, 37, 61, 59, 24, 24, 55, 24, 88, 59, 60, 61, 61, 38, 53, 33, 59, 56,
  82, 55, 56, 55, 43, 33, 43, 66,
];

/** Semi-bold is this much wider than Regular on average. */
const BOLD_FACTOR = 1.04;

function characterWidth(character: string): number {
  const code = character.codePointAt(0)!;
  const ascii = ASCII_WIDTHS[code - 0x20];
  if (ascii !== undefined) return ascii / 100;
  // Ideographs, Hangul and pictographs fill a square; other letters are about as wide as a Latin capital.
  return code >= 0x1100 && !(code >= 0x1e00 && code <= 0x2e7f) ? 1 : 0.68;
}

/** Width of a text in pixels as drawn in the charts' font, without a browser or canvas. */
export function textWidth(text: string, fontSize: number, bold = false): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width * fontSize * (bold ? BOLD_FACTOR : 1);
}

/** The text, or its beginning and end around "…" when it is wider than `room` pixels: long names often differ at the end. */
export function fitText(text: string, fontSize: number, room: number): string {
  if (textWidth(text, fontSize) <= room) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 0; kept--) {
    const head = Math.ceil(kept * 0.6);
    const tail = kept - head;
    const short = `${characters.slice(0, head).join("")}…${tail === 0 ? "" : characters.slice(-tail).join("")}`;
    if (textWidth(short, fontSize) <= room) return short;
  }
  return "…";
}

/** Breaks a text at spaces into lines of at most `room` pixels; the last of `maxLines` takes the rest, shortened to fit. */
export function wrapText(text: string, fontSize: number, room: number, maxLines: number): string[] {
  const words = text.split(" ").filter((word) => word !== "");
  const lines: string[] = [];
  let line = "";
  while (words.length > 0) {
    const longer = line === "" ? words[0]! : `${line} ${words[0]}`;
    const last = lines.length === maxLines - 1;
    if (line !== "" && !last && textWidth(longer, fontSize, true) > room) {
      lines.push(line);
      line = "";
    } else {
      line = longer;
      words.shift();
    }
  }
  if (line !== "") lines.push(line);
  return lines.map((whole) => fitText(whole, fontSize * BOLD_FACTOR, room));
}
