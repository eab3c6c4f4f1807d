import { lexPlain } from "./lex-plain.ts";
import { equationError, type Source } from "./source.ts";
import type { Token } from "./tokens.ts";

const COMMENTS = /#[^\r\n]*/g;
const LATEX = /\\[A-Za-z]*|\$\$|\^\{\(t\)\}/;

/**
 * The tokens of a source in whichever dialect it is written.
 *
 * A backslash command, `$$` or `^{(t)}` outside comments makes a source LaTeX.
 *
 * Errors: E_EQUATION for LaTeX, which is not read yet, and for whatever the plain-text lexer refuses.
 */
export function lex(source: Source): Token[] {
  const latex = LATEX.exec(source.text.replace(COMMENTS, (comment) => " ".repeat(comment.length)));
  if (latex === null) return lexPlain(source);
  const at = { start: latex.index, end: latex.index + latex[0].length };
  throw equationError(source, at, {
    expected: "plain text, the only dialect read for now",
    got: `LaTeX (${latex[0]})`,
    hint: "the equations in plain text: z_t = σ(W_z x_t + U_z h_{t-1})",
  });
}
