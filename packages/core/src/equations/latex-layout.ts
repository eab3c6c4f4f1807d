import { isText, SILENT } from "./latex-commands.ts";
import { argument, type Tex } from "./latex-script.ts";

const LENGTH = /\[\s*-?[\d.]+\s*[a-z]{2}\s*\]/y;
const EQUATION_NUMBER = /\(\s*[\d.]+[a-z]?\s*\)(?=[^\S\r\n]*(?:$|\\\\|\\end|\$))/my;

/** The first index from an index on that stands at an offset or behind it. */
export function indexBehind({ tokens }: Tex, index: number, end: number, offset: number): number {
  let next = index;
  while (next < end && tokens[next]!.start < offset) next++;
  return next;
}

/** The index behind a line break at an index: `\\`, `\\*`, `\\[2pt]`. */
export function behindLineBreak(tex: Tex, index: number, end: number): number {
  const { source, tokens } = tex;
  const star = tokens[index + 1];
  const next = star?.text === "*" && star.start === tokens[index]!.end ? index + 2 : index + 1;
  if (next >= end || tokens[next]!.text !== "[") return next;
  LENGTH.lastIndex = tokens[next]!.start;
  return LENGTH.test(source.text) ? indexBehind(tex, next, end, LENGTH.lastIndex) : next;
}

/** The index behind a wide space at an index, and behind the remark or the equation's number that stands there. */
export function behindGap(tex: Tex, index: number, end: number): number {
  const { source, tokens } = tex;
  const gap = tokens[index]!;
  const star = tokens[index + 1]?.text === "*" ? 1 : 0;
  let next = gap.text === "hspace" ? argument(tex, index + 1 + star, end, gap).next : index + 1;
  while (next < end && tokens[next]!.kind === "command" && SILENT.has(tokens[next]!.text)) next++;
  if (next >= end) return next;
  const behind = tokens[next]!;
  if (behind.kind === "command" && isText(behind.text)) return argument(tex, next + 1, end, behind).next;
  EQUATION_NUMBER.lastIndex = behind.start;
  const isNumbered = behind.text === "(" && EQUATION_NUMBER.test(source.text);
  return isNumbered ? indexBehind(tex, next, end, EQUATION_NUMBER.lastIndex) : next;
}
