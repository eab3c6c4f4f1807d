import { children, type Equations, type Expression } from "./expression.ts";
import { LIMITS } from "./parse.ts";
import { equationError, type Source } from "./source.ts";

/**
 * Holds a cell to the limits that its printed equations must keep to be read again.
 *
 * Errors: E_EQUATION when what the text leaves out (brackets, biases, the parameters of `norm`) is too much.
 */
export function checkLimits(source: Source, { definitions }: Equations, printed: string): void {
  const lines = printed.split("\n");
  let nodes = 0;
  definitions.forEach(({ at, right }, i) => {
    const refuse = (expected: string, got: string) => {
      throw equationError(source, at, { expected, got: `${got}, written out` });
    };
    nodes += nodesOf(right);
    if (nodes > LIMITS.nodes)
      refuse(`a cell of at most ${LIMITS.nodes.toLocaleString("en")} names, numbers and operations`, "more");
    if (bracketsDeep(lines[i]!) > LIMITS.depth)
      refuse(`brackets and functions nested ${LIMITS.depth} deep at most`, "more");
  });
  const bytes = new TextEncoder().encode(printed).length;
  if (bytes > LIMITS.bytes)
    throw equationError(
      source,
      { start: 0, end: 0 },
      { expected: "at most 64 KiB of text", got: `${Math.ceil(bytes / 1024)} KiB, written out` },
    );
}

/** Names, numbers and operations of an expression as it is printed: a run of matrices is one chain. */
function nodesOf(e: Expression): number {
  const own = e.kind === "apply" && e.vector.kind !== "apply" ? 2 : 1;
  return children(e).reduce((sum, child) => sum + nodesOf(child), own);
}

function bracketsDeep(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === "(" || character === "[") deepest = Math.max(deepest, ++depth);
    if (character === ")" || character === "]") depth--;
  }
  return deepest;
}
