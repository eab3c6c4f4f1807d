import { type At, equationError, type Source } from "./source.ts";

/** Environments that are formulas of their own, as opposed to parts of one such as `aligned`. */
const FORMULA = /^(?:equation|align|alignat|flalign|gather|multline|eqnarray|displaymath|math)\*?$/;

// In order: environments, what a backslash hides, comments of whole lines, dollars.
const MARKS = /\\(?:begin|end)\s*\{([^{}]*)\}|\\[\s\S]|(?=[#%])(?<=^[^\S\r\n]*)[#%][^\r\n]*|\$\$?/gm;

interface Opened extends At {
  /** Where the formula starts: behind the mark, but with `\begin{…}`. */
  readonly inner: number;
  readonly closer: string;
  readonly inline: boolean;
}

/**
 * Where the formulas of a text stand: within `$$ … $$`, `\[ … \]` and formula environments, if there are any; else within
 * `$ … $` and `\( … \)`, as far as those hold an equation; else everywhere.
 *
 * Errors: E_EQUATION for a formula that does not end.
 */
export function latexBlocks(source: Source): At[] {
  const displayed: At[] = [];
  const inline: At[] = [];
  let open: Opened | undefined;
  for (const { 0: mark, 1: environment, index } of source.text.matchAll(MARKS)) {
    const end = index + mark.length;
    if (open !== undefined && mark.replace(/\s+(?=\{)/, "") === open.closer) {
      const block = { start: open.inner, end: environment === undefined ? index : end };
      (open.inline ? inline : displayed).push(block);
      open = undefined;
    } else if (open === undefined || open.inline) {
      const found = opened({ start: index, end }, mark, environment);
      // A lone dollar, as in a price, opens nothing.
      if (found !== undefined && !(open?.inline && found.inline)) open = found;
    }
  }
  if (open !== undefined && !open.inline)
    throw equationError(source, open, { expected: `${open.closer} to close this formula`, got: "the end of the text" });
  if (displayed.length > 0) return displayed;
  const equations = inline.filter(({ start, end }) => source.text.slice(start, end).includes("="));
  return equations.length > 0 ? equations : [{ start: 0, end: source.text.length }];
}

function opened(at: At, mark: string, environment: string | undefined): Opened | undefined {
  const by = (closer: string, isInline = false) => ({ ...at, inner: at.end, closer, inline: isInline });
  if (mark === "$$") return by("$$");
  if (mark === "\\[") return by("\\]");
  if (mark === "$") return by("$", true);
  if (mark === "\\(") return by("\\)", true);
  if (environment === undefined || mark.startsWith("\\end") || !FORMULA.test(environment)) return undefined;
  return { ...by(`\\end{${environment}}`), inner: at.start };
}
