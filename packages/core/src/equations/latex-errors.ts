import { nearest } from "../checks/nearest.ts";
import { knownCommands } from "./latex-commands.ts";
import { shown, type Tex } from "./latex-script.ts";
import { equationError, printable } from "./source.ts";
import type { TexToken } from "./tex.ts";

const PRODUCTS = "\\odot for the elementwise product, \\cdot for a matrix product";
const JOINED = "[a, b] to join a and b";
const ABSOLUTE = "\\operatorname{abs}(…)";

/** What is meant by commands that have another meaning elsewhere, or none here. */
const COMMAND_HINTS: readonly (readonly [RegExp, string])[] = [
  [/^(?:times|otimes|bullet|star|bigodot|boxdot)$/, PRODUCTS],
  [/^(?:\||Vert|parallel|oplus)$/, JOINED],
  [/^[lr]?vert$/, ABSOLUTE],
];

const CHARACTER_HINTS: readonly (readonly [RegExp, string])[] = [
  [/^[×⊗]$/, PRODUCTS],
  [/^[|‖]$/, `${ABSOLUTE}, or ${JOINED}`],
  [/^\}$/, "{ before it, or no }"],
  [/^\$$/, "$$ before and behind each formula"],
];

const hintFor = (hints: typeof COMMAND_HINTS, text: string) => hints.find(([pattern]) => pattern.test(text))?.[1];

export function unknownCommand(tex: Tex, token: TexToken) {
  const { text } = token;
  const near = /^[A-Za-z]{2,}$/.test(text) ? nearest(text, knownCommands()) : undefined;
  return equationError(tex.source, token, {
    expected: "a command for letters, operators, functions or layout",
    got: text === "" ? "a lone backslash" : shown(tex, token),
    hint: hintFor(COMMAND_HINTS, text) ?? (near === undefined ? undefined : `\\${near}`),
  });
}

export function unexpectedCharacter({ source }: Tex, token: TexToken) {
  return equationError(source, token, {
    expected: "a name, a number, an operator or a bracket",
    got: `the character ${printable(token.text)}`,
    hint: hintFor(CHARACTER_HINTS, token.text),
  });
}
