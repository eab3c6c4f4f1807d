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

/** What is used of a process: tests give their own. */
export interface Streams {
  readonly stdout: Pick<NodeJS.WriteStream, "write">;
  readonly stderr: Pick<NodeJS.WriteStream, "write" | "columns" | "hasColors" | "isTTY">;
  readonly env: NodeJS.ProcessEnv;
}

const CLEAR_LINE = "\r\u001b[K";

/** The terminal of a process. */
export function terminalOf({ stdout, stderr, env }: Streams): Terminal {
  const isInteractive = stderr.isTTY === true && env.TERM !== "dumb";
  const hasColors = isInteractive && stderr.hasColors(env);
  let shown = "";
  const style: Terminal["style"] = (look, text) =>
    hasColors ? styleText(look, text, { validateStream: false }) : text;
  const say = (line: string) => void stderr.write(`${shown === "" ? "" : CLEAR_LINE}${line}\n${shown}`);
  return {
    print: (text) => void stdout.write(text),
    say,
    note: (line) => say(style("dim", `note: ${line}`)),
    ...(isInteractive && {
      status(line: string) {
        if (line !== shown) stderr.write(`${CLEAR_LINE}${line}`);
        shown = line;
      },
    }),
    get width() {
      // A terminal that does not know its size says 0.
      return stderr.columns || 80;
    },
    style,
  };
}

/** Lets a reader leave early, as `| head` does: what it no longer reads is dropped. Another failure ends the process. */
export function watchStreams({ stdout, stderr, exit }: NodeJS.Process): void {
  for (const stream of [stdout, stderr])
    stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
      if (code === "EPIPE") return;
      stderr.write(`sluice: standard output cannot be written: ${message}\n`);
      exit(1);
    });
}
