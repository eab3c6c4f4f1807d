import { lexLatex } from "./lex-latex.ts";
import { lexPlain } from "./lex-plain.ts";
import { unbold } from "./names.ts";
import { equationError, type Source } from "./source.ts";
import type { Token } from "./tokens.ts";

const COMMENTS = /#[^\r\n]*/g;
const LATEX = /\\|\$\$|\$[^$\r\n]+\$|\^\{\(t\)\}/;

// What JavaScript makes of \tanh, \tilde, \begin, \frac … in a string that is not raw.
const EATEN = /\t(?:anh|ilde|ext|heta|au)(?![A-Za-z])|[\b\v\f]\p{Ll}/u;

/**
 * The tokens of a source in whichever dialect it is written. `words` are names of more than one letter that LaTeX
 * sources call without a backslash.
 *
 * A backslash, `$$`, a pair of `$` or `^{(t)}` outside comments makes a source LaTeX.
 *
 * Errors: E_EQUATION for whatever the dialect's lexer refuses, and for LaTeX whose backslashes JavaScript has eaten.
 */
export function lex(source: Source, words: Iterable<string> = []): Token[] {
  const text = source.text.replace(COMMENTS, "");
  if (LATEX.test(text)) return withoutBold(lexLatex(source, words));
  const eaten = EATEN.exec(source.text);
  if (eaten !== null)
    throw equationError(
      source,
      { start: eaten.index, end: eaten.index + eaten[0].length },
      {
        expected: "LaTeX with its backslashes",
        got: "a control character in place of one",
        hint: "String.raw`…` around LaTeX in JavaScript",
      },
    );
  return withoutBold(lexPlain(source));
}

/** Names that are bold wherever they occur are read as if they were not: 𝐖_z is W_z. */
function withoutBold(tokens: readonly Token[]): Token[] {
  const names = new Set(tokens.map((token) => (token.kind === "name" ? token.name : "")));
  return tokens.map((token) => {
    if (token.kind !== "name") return token;
    const name = unbold(token.name);
    return name === token.name || names.has(name) ? token : { ...token, name };
  });
}
