import { nearest } from "../checks/nearest.ts";
import { FUNCTIONS } from "./functions.ts";
import { isSizing } from "./latex-commands.ts";
import type { Tex } from "./latex-script.ts";
import { fold } from "./names.ts";

/** The name that letters spell, and the index behind its last letter. */
export interface Word {
  readonly name: string;
  readonly next: number;
}

const LONGEST = 64;

/**
 * Finds functions among letters: `tanh(` is tanh, not t·a·n·h, and so is the end of `otanh(`. Without a bracket behind it
 * a word must stand alone. Three small letters or more before a bracket, and what nearly spells a function there, are one
 * name too, so that the error names it.
 */
export function functionWords(tex: Tex, words: Iterable<string>): (index: number, end: number) => Word | undefined {
  const { source, tokens } = tex;
  const known = new Map<string, string>();
  for (const name of [...FUNCTIONS.keys(), ...words]) if ([...name].length > 1) known.set(name, name);
  const underscored = [...known.keys()].filter((name) => name.includes("_"));
  let run = { from: 0, to: 0 };

  /** The letters without a gap around an index; the letters before it that belong to other names do not count. */
  function runAt(index: number, end: number): { from: number; to: number } {
    if (index >= run.from && index < run.to && run.to <= end) return run;
    let to = index + 1;
    while (to < end && tokens[to]!.kind === "letter" && tokens[to]!.start === tokens[to - 1]!.end) to++;
    run = { from: index, to };
    return run;
  }

  function isCalled(next: number, end: number): boolean {
    let i = next;
    while (i < end && tokens[i]!.kind === "command" && isSizing(tokens[i]!.text)) i++;
    const token = i < end ? tokens[i]! : undefined;
    return token?.text === "(" || (token?.kind === "command" && /^(?:\{|lbrace|lparen)$/.test(token.text));
  }

  const lettersOf = (from: number, to: number) => source.text.slice(tokens[from]!.start, tokens[to - 1]!.end);

  function functionAt(index: number, to: number): string | undefined {
    if (to - index < 2 || to - index > LONGEST) return undefined;
    const letters = lettersOf(index, to);
    return known.get(letters) ?? (FUNCTIONS.has(fold(letters)) ? letters : undefined);
  }

  return (index, end) => {
    const { from, to } = runAt(index, end);
    for (const name of underscored) {
      const written = [name, name.replaceAll("_", "\\_")].find((w) => source.text.startsWith(w, tokens[index]!.start));
      if (written === undefined) continue;
      let next = index;
      while (next < end && tokens[next]!.end <= tokens[index]!.start + written.length) next++;
      if (isCalled(next, end)) return { name, next };
    }
    const found = functionAt(index, to);
    if (found !== undefined) {
      const follows = tokens[to]?.kind === "mark" && to < end ? tokens[to]!.text : "";
      if (isCalled(to, end) || (index === from && !/^[_^'′’]$/.test(follows))) return { name: found, next: to };
    }
    if (found !== undefined || index !== from || to - from < 3 || to - from > LONGEST || !isCalled(to, end))
      return undefined;
    for (let i = index + 1; i < to - 1; i++) if (functionAt(i, to) !== undefined) return undefined;
    const letters = lettersOf(from, to);
    const isFunction = /^\p{Ll}+$/u.test(letters) || (to - from > 3 && nearest(letters, known.keys()) !== undefined);
    return isFunction ? { name: letters, next: to } : undefined;
  };
}
