import type { ReadTableOptions } from "@sluice/forecast";
import type { Command } from "commander";
import { WrongUsage } from "./wrong-usage.ts";

type Separator = NonNullable<ReadTableOptions["separator"]>;
type DecimalSign = NonNullable<ReadTableOptions["decimal"]>;

/** The flags of every command that reads tables, named as the options of `readTable`. */
export interface ReadingFlags {
  readonly separator?: Separator;
  readonly decimal?: DecimalSign;
  readonly encoding?: string;
}

const SEPARATORS: Readonly<Record<string, Separator>> = {
  ",": ",",
  comma: ",",
  ";": ";",
  semicolon: ";",
  "|": "|",
  bar: "|",
  "\t": "\t",
  "\\t": "\t",
  tab: "\t",
};
const DECIMALS: Readonly<Record<string, DecimalSign>> = { ".": ".", point: ".", ",": ",", comma: "," };

/** Adds the flags to a command. */
export function addReadingFlags(command: Command): Command {
  return command
    .option("--separator <sign>", "what separates fields: comma, semicolon, tab or bar (found by itself)", (text) =>
      signOf("--separator", "comma, semicolon, tab or bar", SEPARATORS, text),
    )
    .option("--decimal <sign>", "what precedes fractions: point or comma (point)", (text) =>
      signOf("--decimal", "point or comma", DECIMALS, text),
    )
    .option("--encoding <label>", "such as latin1 or gb18030 (found by byte order mark, else UTF-8)");
}

/** What readTable takes of a command's flags. */
export function readingOptions({ separator, decimal, encoding }: ReadingFlags): ReadTableOptions {
  return {
    ...(separator !== undefined && { separator }),
    ...(decimal !== undefined && { decimal }),
    ...(encoding !== undefined && { encoding }),
  };
}

function signOf<Sign>(flag: string, expected: string, signs: Readonly<Record<string, Sign>>, text: string): Sign {
  if (Object.hasOwn(signs, text)) return signs[text]!;
  throw new WrongUsage({ where: flag, expected, got: JSON.stringify(text) });
}
