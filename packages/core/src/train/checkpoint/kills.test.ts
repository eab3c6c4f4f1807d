import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { type RandomStream, randomStream } from "../../math/random.ts";

const root = fileURLToPath(new URL("../../../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sluice-kills-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Trains in a process of its own, the built package since Node alone reads no types; a step takes about as long as a checkpoint. */
const program = `
  import { createHash } from "node:crypto";
  import { adam, batchNorm, dropout, gru, linear, mse, recurrent, reduceOnPlateau, sequential, train } from "@sluice/core";
  const [path, every] = process.argv.slice(1);
  const numbers = (shape, factor) => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => (((i + 1) ** 2 * factor) % 512) / 256 - 1),
  });
  const model = sequential(recurrent(gru, { hidden: 24 }), dropout(0.2), batchNorm(), linear(1));
  const data = { x: numbers([500, 24, 3], 37), y: numbers([500, 1], 101) };
  const rate = reduceOnPlateau({ rate: 0.02, patience: 1, threshold: 0.1 });
  const options = { loss: mse, optimizer: adam({ rate }), epochs: 60, batch: 24, accumulate: 2, seed: 5, clip: { norm: 1 } };
  const kept = path && { checkpoint: { to: path, every: JSON.parse(every) }, resume: true };
  const onProgress = () => console.log("on its way");
  const onResume = onProgress;
  for await (const _ of train(model, data, { ...options, earlyStopping: { patience: 60 }, onProgress, onResume, ...kept }));
  const hash = createHash("sha256");
  for (const [name, { data }] of Object.entries(model.parameters)) hash.update(name).update(data);
  console.log(hash.digest("hex"));
`;

/** When a life ends: so many milliseconds after it began, or after it began to train. */
interface Death {
  readonly after: number;
  readonly of: "start" | "training";
}

/** Runs it, and kills it; gives what it printed last. */
function life(args: readonly string[], death?: Death): Promise<{ killed: boolean; printed: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program, ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    let timer: NodeJS.Timeout | undefined;
    const die = () => {
      if (death !== undefined) timer ??= setTimeout(() => child.kill("SIGKILL"), death.after);
    };
    if (death?.of === "start") die();
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      die();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject).on("close", (status, signal) => {
      clearTimeout(timer);
      if (status !== 0 && signal !== "SIGKILL") reject(new Error(stderr));
      else resolve({ killed: signal === "SIGKILL", printed: stdout.trim().split("\n").at(-1)! });
    });
  });
}

/** Kills a training again and again, and then lets it go on to its end. */
async function manyLives(path: string, kills: number, random: RandomStream) {
  const moments = { writing: 0, other: 0 };
  for (let i = 0; i < kills; i++) {
    const death: Death =
      i % 6 === 5
        ? { after: random.uniformIn(0, 250), of: "start" }
        : { after: random.uniformIn(0, 60), of: "training" };
    const { killed } = await life([path, '{"steps":1}'], death);
    expect(killed).toBe(true);
    moments[existsSync(`${path}.tmp`) ? "writing" : "other"]++;
  }
  return { moments, printed: (await life([path, '{"seconds":30}'])).printed };
}

test("a training that is killed 52 times, in steps and while it writes, ends with the bits of one that never was", async () => {
  const { printed: whole } = await life([]);
  expect(whole).toMatch(/^[0-9a-f]{64}$/);
  const paths = [join(folder, "a.sluice"), join(folder, "b.sluice")];
  const lives = await Promise.all(paths.map((path, i) => manyLives(path, 26, randomStream(11, "kills", i))));
  expect(lives.map(({ printed }) => printed)).toEqual([whole, whole]);
  const sum = (kind: "writing" | "other") => lives.reduce((count, { moments }) => count + moments[kind], 0);
  expect(sum("writing")).toBeGreaterThan(0);
  expect(sum("other")).toBeGreaterThan(0);
  // Whatever was killed, no more stays than the two checkpoints.
  expect(readdirSync(folder).sort()).toEqual(["a.sluice", "a.sluice.previous", "b.sluice", "b.sluice.previous"]);
});
