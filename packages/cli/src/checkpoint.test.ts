import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomStream } from "@sluice/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { commandToResume } from "./checkpoint.ts";
import { Workplace } from "./run-sluice.test.support.ts";

describe("the command to go on with", () => {
  test("is the command line again, with the file", () => {
    expect(commandToResume(["forecast", "my sales.csv", "--horizon", "3"], "my sales.csv.checkpoint")).toBe(
      'sluice forecast "my sales.csv" --horizon 3 --resume "my sales.csv.checkpoint"',
    );
  });

  test.each([
    [["--checkpoint", "a", "--horizon", "3"]],
    [["--checkpoint=a", "--horizon", "3"]],
    [["--horizon", "3", "--resume", "a"]],
    [["--resume=a", "--horizon", "3"]],
  ])("has %j once", (flags) => {
    expect(commandToResume(["forecast", "t.csv", ...flags], "a")).toBe("sluice forecast t.csv --horizon 3 --resume a");
  });
});

describe.runIf(process.platform !== "win32")("sluice forecast, stopped", () => {
  const place = new Workplace();
  afterAll(() => place.remove());
  const path = (name: string) => join(place.folder, name);
  const forEpochs = (epochs: number) =>
    ["forecast", "t.csv", "--horizon", "2", "--hidden", "8", "--members", "2", "--epochs", String(epochs)] as const;
  /** Takes some seconds, however quick the machine is. */
  let SLOW: readonly string[] = [];
  const ENDLESS = forEpochs(1_000_000);
  let whole = "";

  beforeAll(async () => {
    const months = Array.from({ length: 60 }, (_, i) => {
      const month = `20${10 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`;
      return `${month},${100 + 2 * i + 20 * (i % 12) + ((i * 37) % 11)}`;
    });
    place.write("t.csv", ["month,sold", ...months].join("\n"));
    for (let epochs = 1000, took = 0; took < 4000; epochs *= 2) {
      const started = performance.now();
      SLOW = forEpochs(epochs);
      const { status, stdout } = await place.run(SLOW);
      expect(status).toBe(0);
      [took, whole] = [performance.now() - started, stdout];
    }
  }, 120_000);
  beforeEach(() => expect(place.files()).toEqual(["t.csv"]));

  /** Runs, and sends a signal so long after the table was understood, again where it must be. */
  const runFor = (ms: number, signal: NodeJS.Signals, args: readonly string[]) => {
    let isSet = false;
    return place.run(args, {
      whenSaid: (said, kill) => {
        if (isSet || !said.includes("UTF-8\n")) return;
        isSet = true;
        setTimeout(() => kill(signal), ms);
      },
    });
  };

  test("by Ctrl-C at any moment goes on with the command that it prints, to the same forecast", async () => {
    const random = randomStream(5, "moments");
    let args: readonly string[] = SLOW;
    let resumed = 0;
    // The longer the more is done, so that it ends on a slow machine, too.
    for (let longest = 1500; ; longest *= 1.3) {
      const { status, stdout, stderr } = await runFor(1100 + random.uniform() * longest, "SIGINT", args);
      // A process that is about to leave no longer listens to signals.
      if (status !== 130) {
        expect(stdout).toBe(whole);
        break;
      }
      const kept = /^sluice: stopped .* is in t\.csv\.checkpoint\. To go on:\nsluice (forecast .*)\n$/m.exec(stderr);
      if (kept === null) {
        expect(stderr).toMatch(/sluice: stopped before the end; no file is half written\n$/);
        continue;
      }
      resumed++;
      args = kept[1]!.split(" ");
      expect(args).toEqual([...SLOW, "--resume", "t.csv.checkpoint"]);
    }
    expect(resumed).toBeGreaterThan(0);
    expect(place.files()).toEqual(["t.csv"]);
  }, 120_000);

  test("by a kill at any moment goes on from --checkpoint FILE", async () => {
    const random = randomStream(6, "moments");
    // As soon as there is one; then whenever.
    let wait: NodeJS.Timeout | undefined;
    const { status: first } = await place.run([...SLOW, "--checkpoint", "k.checkpoint"], {
      whenSaid: (_, kill) => {
        wait ??= setInterval(() => place.files().includes("k.checkpoint") && kill("SIGKILL"), 1);
      },
    });
    clearInterval(wait);
    expect(first).toBe(null);
    for (let longest = 3000; ; longest *= 1.5) {
      const args = [...SLOW, "--resume", "k.checkpoint"];
      const { status, stdout, stderr } = await runFor(random.uniform() * longest, "SIGKILL", args);
      expect([null, 0], stderr).toContain(status);
      if (status === null) continue;
      expect(stdout).toBe(whole);
      break;
    }
    expect(place.files()).toEqual(["t.csv"]);
  }, 120_000);

  test("in its first second leaves nothing, unless a file was asked for", async () => {
    const started = performance.now();
    const { status, stdout, stderr } = await runFor(0, "SIGINT", [...SLOW, "--out", "never/plan.csv"]);
    // Whether it was within the second, only a quick machine can say.
    if (performance.now() - started < 1000) {
      expect([status, stdout]).toEqual([130, ""]);
      expect(stderr).toMatch(/\nsluice: stopped before the end; no file is half written\n$/);
    } else if (place.files().includes("t.csv.checkpoint")) place.delete("t.csv.checkpoint");
    expect(place.files()).toEqual(["t.csv"]);
  });

  test("never writes over a file of the user's", async () => {
    place.write("t.csv.checkpoint", "mine");
    let kept: string | undefined;
    for (let ms = 1500; kept === undefined; ms *= 2)
      kept = / is in (\S+)\. To go on:/.exec((await runFor(ms, "SIGINT", ENDLESS)).stderr)?.[1];
    expect([kept, place.read("t.csv.checkpoint")]).toEqual(["t.csv.2.checkpoint", "mine"]);

    const taken = await place.run([...SLOW, "--checkpoint", "t.csv.checkpoint"]);
    expect([taken.status, taken.stdout]).toEqual([2, ""]);
    expect(taken.stderr).toMatch(/\[E_USAGE\] --checkpoint .*does not exist yet, got one that does\. Try --resume t\./);

    for (const [flags, message] of [
      [["--checkpoint", "c", "--save", "c.tmp"], "--save: expected another file than beside --checkpoint, got c.tmp"],
      [["--resume", kept, "--out", `${kept}.previous`], "--out: expected another file than beside --resume, got t."],
      [["--resume", kept, "--out", kept!], "--out: expected another file than --resume, got t."],
    ] as [string[], string][]) {
      const refused = await place.run([...SLOW, ...flags]);
      expect([refused.status, refused.stdout, refused.stderr]).toEqual([2, "", expect.stringContaining(message)]);
    }

    const foreign = await place.run([...ENDLESS, "--resume", "t.csv.checkpoint"]);
    expect([foreign.status, foreign.stdout]).toEqual([1, ""]);
    expect(foreign.stderr).toMatch(/\[E_FORMAT\] t\.csv\.checkpoint: expected a safetensors file/);

    const other = await place.run([...ENDLESS, "--seed", "9", "--resume", kept]);
    expect([other.status, other.stdout]).toEqual([2, ""]);
    expect(other.stderr).toMatch(/\[E_ARGUMENT\] t\.csv\.2\.checkpoint: expected seed 1, as it began, got 9\./);

    const table = readFileSync(path("t.csv"), "utf8");
    writeFileSync(path("u.csv"), table.replace("2011-01,", "2011-01,1"));
    const elsewhere = await place.run(["forecast", "u.csv", ...ENDLESS.slice(2), "--resume", kept]);
    expect([elsewhere.status, elsewhere.stdout]).toEqual([1, ""]);
    expect(elsewhere.stderr).toMatch(/\[E_DATA\] .*the series that the checkpoint was made from, got others/);

    writeFileSync(path(kept), readFileSync(path(kept)).subarray(0, -9));
    const torn = await place.run([...ENDLESS, "--resume", kept]);
    expect([torn.status, torn.stderr]).toEqual([1, expect.stringMatching(/\[E_FORMAT\] t\.csv\.2\.checkpoint: /)]);
    for (const name of ["t.csv.checkpoint", kept, "u.csv"]) place.delete(name);
  }, 60_000);

  test("twice ends at once", async () => {
    let stops = 0;
    const { status } = await place.run(ENDLESS, {
      whenSaid: (said, kill) => {
        if (stops > 0 || !said.includes("UTF-8\n")) return;
        stops++;
        kill("SIGINT");
        setTimeout(() => kill("SIGINT"), 1);
      },
    });
    expect(status).toBe(130);
    for (const name of place.files()) if (name !== "t.csv") place.delete(name);
  });

  test.each([
    [
      ["--resume", "none.checkpoint"],
      1,
      /\[E_FILE\] --resume none\.checkpoint: expected a checkpoint, got no such file\./,
    ],
    [["--resume", "a", "--checkpoint", "b"], 2, /\[E_USAGE\] --checkpoint b: expected none beside --resume/],
    [["--checkpoint", "/dev/null"], 2, /\[E_USAGE\] --checkpoint \/dev\/null: expected a file, got a device/],
    [["--checkpoint", "t.csv"], 2, /\[E_USAGE\] --checkpoint t\.csv: expected a file that does not exist yet/],
    [["--checkpoint", "x.csv", "--out", "x.csv"], 2, /\[E_USAGE\] --out: expected another file than --checkpoint/],
  ])("%j is refused before any work", async (flags, status, message) => {
    const ended = await place.run([...SLOW, ...flags]);
    expect([ended.status, ended.stdout, ended.stderr]).toEqual([status, "", expect.stringMatching(message)]);
  });
});
