import { ACCENTS, isSizing, LETTERS, SILENT, STYLES } from "./latex-commands.ts";
import { canonical } from "./names.ts";
import { equationError, excerpt, type Source } from "./source.ts";
import type { TexToken } from "./tex.ts";

const DEPTH = 20;

/** Pieces of LaTeX with the source they come from. */
export interface Tex {
  readonly source: Source;
  readonly tokens: readonly TexToken[];
}

/**
 * The index behind one argument: a group in braces, or a single piece, a command with its own arguments.
 *
 * Errors: E_EQUATION where none stands.
 */
export function argument(
  tex: Tex,
  index: number,
  end: number,
  of: TexToken,
): { from: number; to: number; next: number } {
  const token = tex.tokens[index];
  if (token === undefined || index >= end || token.kind === "newline" || token.kind === "close")
    throw equationError(tex.source, of, { expected: `an argument of ${shown(tex, of)}`, got: "none" });
  if (token.kind === "open") {
    const close = closing(tex, index, end);
    return { from: index + 1, to: close, next: close + 1 };
  }
  let next = index + 1;
  // `\hat\mathbf{h}`: commands with an argument of their own take it along.
  if (token.kind === "command" && (STYLES.has(token.text) || ACCENTS.has(token.text)))
    for (;;) {
      const inner = tex.tokens[next];
      if (inner?.kind === "open") next = closing(tex, next, end) + 1;
      else next++;
      if (inner?.kind !== "command" || !(STYLES.has(inner.text) || ACCENTS.has(inner.text))) break;
    }
  return { from: index, to: Math.min(next, end), next: Math.min(next, end) };
}

export function closing({ source, tokens }: Tex, open: number, end: number): number {
  const { pair } = tokens[open]!;
  if (pair < 0 || pair >= end)
    throw equationError(source, tokens[open]!, { expected: "a } that closes this {", got: "none" });
  return pair;
}

export const shown = ({ source }: Tex, { start, end }: TexToken): string => excerpt(source.text.slice(start, end));

/**
 * A script as plain text: `t-1^{\prime}` is t-1′, `\mathrm{in}` is in, `[1]<t>` is [1],<t>.
 *
 * Errors: E_EQUATION for commands that have no place in a script.
 */
export function scriptText(tex: Tex, from: number, to: number, depth = 0): string {
  const { source, tokens } = tex;
  let text = "";
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (depth > DEPTH)
      throw equationError(source, token, { expected: `scripts nested ${DEPTH} deep at most`, got: "more" });
    if (token.kind === "command") {
      const mark = ACCENTS.get(token.text);
      if (mark !== undefined || STYLES.has(token.text)) {
        const inner = argument(tex, i + 1, to, token);
        const content = scriptText(tex, inner.from, inner.to, depth + 1);
        text += mark === undefined ? content : canonical(content.replace(/^\P{M}\p{M}*/u, `$&${mark}`));
        i = inner.next - 1;
      } else text += commandText(tex, token);
    } else if (token.kind === "mark" && token.text === "_") text += ",";
    else if (token.kind === "lowered" || token.kind === "raised") text += token.text.normalize("NFKC");
    else if (token.kind === "mark" && (token.text === "*" || token.text === "∗")) text += "star";
    else if (!(token.kind === "open" || token.kind === "close" || token.text === "^")) text += token.text;
  }
  return depth > 0 ? text : text.replace(/(?<=[)\]>⟩])\s*(?=[([<⟨])/g, ",");
}

const SCRIPT_COMMANDS: ReadonlyMap<string, string> = new Map([
  ["prime", "′"],
  ["langle", "⟨"],
  ["rangle", "⟩"],
  ["lt", "<"],
  ["gt", ">"],
  ["ast", "star"],
  ["star", "star"],
  ["_", "_"],
  ["top", "⊤"],
  ["intercal", "⊤"],
]);

function commandText(tex: Tex, token: TexToken): string {
  const { text } = token;
  const known = LETTERS.get(text) ?? SCRIPT_COMMANDS.get(text);
  if (known !== undefined) return known;
  if (SILENT.has(text) || isSizing(text)) return "";
  throw equationError(tex.source, token, {
    expected: "a script of t, t-1, letters and digits",
    got: shown(tex, token),
  });
}
