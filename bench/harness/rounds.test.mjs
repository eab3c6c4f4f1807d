import { describe, expect, test } from "vitest";
import { takeTurns, warmUp } from "./rounds.mjs";

const pace = { rounds: 4, roundMs: 100, warmMs: 300, slowMs: 1000, slowRounds: 2 };
/** A lane whose calls take so long each, and the order in which lanes ran after warming up. */
const lane = (name, each, log = []) => ({
  name,
  run: async (calls) => {
    log.push(name);
    return { ms: calls * each, cpuMs: calls * each };
  },
});

describe("takeTurns", () => {
  test("lets everyone have a turn before anyone has another", async () => {
    const log = [];
    const lanes = [lane("a", 100, log), lane("b", 100, log), lane("c", 100, log)];
    await takeTurns(lanes, pace);
    expect(log.slice(-12).join("")).toBe("abcabcabcabc");
  });

  test("gives milliseconds a call, one for every round", async () => {
    const results = await takeTurns([lane("a", 0.5), lane("b", 7)], pace);
    expect(results.get("a").samples).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(results.get("b").samples).toEqual([7, 7, 7, 7]);
  });

  test("stops early with whoever is slow, and only with them", async () => {
    const results = await takeTurns([lane("fast", 1), lane("slow", 1001)], pace);
    expect(results.get("slow").samples).toEqual([1001, 1001]);
    expect(results.get("fast").samples).toHaveLength(4);
  });

  test("counts the rounds in which somebody had to wait for the processor", async () => {
    let round = 0;
    const waiting = { name: "a", run: async (calls) => ({ ms: calls * 100, cpuMs: round++ % 2 === 0 ? 100 : 50 }) };
    const results = await takeTurns([waiting, lane("b", 100)], { ...pace, warmMs: 200 });
    expect(results.get("a").waited).toBe(2);
    expect(results.get("b").waited).toBe(0);
  });

  test("goes on without one that fails", async () => {
    let turns = 0;
    const failing = {
      name: "failing",
      run: async () => {
        if (++turns > 5) throw new Error("out of memory");
        return { ms: 100, cpuMs: 100 };
      },
    };
    const results = await takeTurns([failing, lane("b", 100)], pace);
    expect(results.get("failing")).toEqual(new Error("out of memory"));
    expect(results.get("b").samples).toHaveLength(4);
  });
});

describe("warmUp", () => {
  test("finds how many calls fill a turn", async () => {
    expect(await warmUp(lane("a", 0.25), pace)).toEqual({ calls: 400, rounds: 4 });
    expect(await warmUp(lane("a", 60), pace)).toEqual({ calls: 2, rounds: 4 });
  });

  test("goes on while calls get faster, and counts by the last ones", async () => {
    let each = 320;
    const run = async (calls) => {
      const ms = calls * each;
      each = Math.max(1, each / 2);
      return { ms, cpuMs: ms };
    };
    expect((await warmUp({ name: "a", run }, pace)).calls).toBe(100);
  });

  test("loses patience with calls that get faster for ever", async () => {
    let [each, spent] = [64, 0];
    const run = async (calls) => {
      const ms = calls * each;
      each *= 0.8;
      spent += ms;
      return { ms, cpuMs: ms };
    };
    await warmUp({ name: "a", run }, pace);
    expect(spent).toBeLessThan(2000);
  });
});
