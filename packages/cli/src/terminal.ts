import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

/** Where a command talks: results on standard output, everything else on standard error. */
export interface Terminal {
  /** Writes results, as they are. */
  print(text: string): void;
  /** Writes a line of anything else. */
  say(line: string): void;
  /** Says something that is good to know, less loudly. */
  note(line: string): void;
  /** Shows a line that the next one replaces; "" takes it away. Absent where standard error is no terminal. */
  readonly status?: (line: string) => void;
  /** Columns of standard error. */
  readonly width: number;
  /** The text as standard error shows it: in colour, unless it is no terminal or NO_COLOR is set. */
  style(style: Style, text: string): string;
}

const CLEAR_LINE = "\r\u001b[K";

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  const interactive = stderr.isTTY === true && process.env.TERM !== "dumb";
  const hasColors = interactive && stderr.hasColors();
  let shown = "";
  const style: Terminal["style"] = (look, text) => (hasColors ? styleText(look, text) : text);
  const say = (line: string) => void stderr.write(`${shown === "" ? "" : CLEAR_LINE}${line}\n${shown}`);
  return {
    print: (text) => void stdout.write(text),
    say,
    note: (line) => say(style("dim", `note: ${line}`)),
    ...(interactive && {
      status(line: string) {
        if (line !== shown) stderr.write(`${CLEAR_LINE}${line}`);
        shown = line;
      },
    }),
    get width() {
      return stderr.columns ?? 80;
    },
    style,
  };
}

/** Lets a reader leave early, as `| head` does: what it no longer reads is dropped. */
export function allowClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
}
