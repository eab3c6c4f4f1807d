import { LONGEST, NameBuilder } from "./name-builder.ts";
import { LOWERED, RAISED } from "./names.ts";
import { type At, equationError, type Source } from "./source.ts";
import type { Token } from "./tokens.ts";

const WORD = `(?:(?![${LOWERED}${RAISED}])[\\p{L}\\p{M}\\p{Nd}_′'’])`;
const RUN = new RegExp(`${WORD}+`, "uy");
// After braces or an accent only an underscore or a prime goes on: U_{z}h is two names.
const MORE = new RegExp(`[_′'’]${WORD}*`, "uy");
const SMALL_LOWERED = new RegExp(`[${LOWERED}]+`, "uy");
const SMALL_RAISED = new RegExp(`[${RAISED}]+`, "uy");
const RAISED_WORD = /\^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}]*/uy;
const ACCENTS: ReadonlyMap<string, string> = new Map([
  ["~", "\u0303"],
  ["^", "\u0302"],
]);

/** Reads a plain-text name with its accents and scripts at an offset: a name token, and a power where one is raised. */
export function readName(source: Source, start: number): Token[] {
  const { text } = source;
  let offset = start;
  const builder = new NameBuilder(source, start);
  const at = (from: number): At => ({ start: from, end: offset });
  const match = (pattern: RegExp) => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) offset += found.length;
    return found;
  };

  const prefix = ACCENTS.get(text[offset]!);
  if (prefix !== undefined) offset++;
  const run = match(RUN);
  // A small letter alone, as in "ₜ = 1", is no name.
  if (run === undefined) throw refusedName(source, { start, end: start + 1 });
  const group = run.endsWith("_") && run.length > 1 && /[{(]/.test(text[offset] ?? "");
  if (group) offset--;
  builder.addRun(group ? run.slice(0, -1) : run, at(start));
  if (prefix !== undefined) builder.addAccent(prefix);
  for (;;) {
    builder.checkLength(at(start), LONGEST);
    // x^2^3 is (x^2)^3: the second power is no part of the name.
    if (builder.power !== undefined && /[\^\u00B2\u00B3\u00B9\u2070\u2074-\u2079]/.test(text[offset] ?? "")) break;
    const from = offset;
    const next = text[offset];
    let found: string | undefined;
    if ((next === "_" || next === "^") && /[{(]/.test(text[offset + 1] ?? "")) {
      const content = bracketed(source, offset + 1);
      offset += content.length + 3;
      builder.addScripts(content, next === "^", at(from));
    } else if ((found = match(RAISED_WORD))) {
      builder.addScripts(found.slice(1), true, at(from));
    } else if (next !== undefined && ACCENTS.has(next)) {
      offset++;
      builder.addLastAccent(ACCENTS.get(next)!);
    } else if ((found = match(SMALL_LOWERED))) builder.addScripts(found.normalize("NFKC"), false, at(from));
    else if ((found = match(SMALL_RAISED))) builder.addScripts(found.normalize("NFKC"), true, at(from));
    else if ((found = match(MORE))) {
      // `}_{…}`: the underscore opens the next script.
      if (found.endsWith("_") && /[{(]/.test(text[offset] ?? "")) {
        offset--;
        found = found.slice(0, -1);
      }
      builder.addRun(found, at(from));
    } else break;
  }
  return builder.tokens(at(start));
}

/** What stands between the bracket at `open` and the one that closes it, on one line. */
function bracketed(source: Source, open: number): string {
  const { text } = source;
  const opener = text[open]!;
  const closer = opener === "{" ? "}" : ")";
  let depth = 0;
  for (let i = open; i < text.length && text[i] !== "\n" && text[i] !== "\r"; i++) {
    if (text[i] === opener) depth++;
    else if (text[i] === closer && --depth === 0) return text.slice(open + 1, i);
  }
  throw equationError(
    source,
    { start: open, end: open + 1 },
    { expected: `a ${closer} that closes this script on its line`, got: "none" },
  );
}

const refusedName = (source: Source, at: At) =>
  equationError(source, at, {
    expected: "a name",
    got: `a script without one, ${source.text.slice(at.start, at.end)}`,
  });
