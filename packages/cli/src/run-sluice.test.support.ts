import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const main = join(root, "packages/cli/dist/main.js");

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own, with files to start from, in which the built command runs. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), "sluice-cli-"));

  write(name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.folder, name), content);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  delete(name: string): void {
    rmSync(join(this.folder, name));
  }

  /** Every file and folder, sorted. */
  files(): string[] {
    return (readdirSync(this.folder, { recursive: true }) as string[]).sort();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** Runs `sluice …args` and waits for its end; `whenSaid` sees all of standard error as it grows. */
  async run(args: readonly string[], { closeStdout = false, input, whenSaid }: RunOptions = {}): Promise<Ended> {
    const child = spawn(process.execPath, [main, ...args], {
      cwd: this.folder,
      stdio: ["pipe", "pipe", "pipe"],
    });
    if (closeStdout) child.stdout.destroy();
    // What is not read to its end is fine.
    child.stdin.on("error", () => {}).end(input);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      whenSaid?.(stderr, (signal) => child.kill(signal));
    });
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject).on("close", resolve);
    });
    return { status, stdout, stderr };
  }
}

interface RunOptions {
  /** Leaves standard output unread from the start. */
  readonly closeStdout?: boolean;
  /** Standard input: empty unless told. */
  readonly input?: string | Uint8Array;
  readonly whenSaid?: (stderr: string, kill: (signal: NodeJS.Signals) => void) => void;
}
