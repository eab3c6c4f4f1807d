import { describe, expect, test } from "vitest";
import { SluiceError } from "../../errors.ts";
import * as g from "../../graph/ops.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type BackendName, engine } from "../../program.ts";

const x = g.input("x", ["T", "B", 3]);
const graph = () => ({ results: { y: g.mul(x, g.variable("w", [3])), n: g.sum(x) } });
const ones = (count: number) => new Array<number>(count).fill(1);

/** The error's code and text. */
function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof SluiceError) return error.message;
    throw error;
  }
  return "no error";
}

describe.each<BackendName>(["wasm", "reference"])("the %s backend refuses", (backend) => {
  const compiled = () => engine({ backend }).compile(graph());

  test("an input of another length than its shape says", () =>
    expect(refusal(() => compiled().run({ x: ones(11) }, { T: 2, B: 2 }))).toBe(
      '[E_SHAPE] input "x": expected 12 values for shape [2, 2, 3], got 11.',
    ));

  test("a missing input", () =>
    expect(refusal(() => compiled().run({}, { T: 2, B: 2 }))).toContain('[E_SHAPE] input "x"'));

  test("an input that only the prototype has", () => {
    const named = engine({ backend }).compile({ results: { y: g.exp(g.input("toString", [])) } });
    expect(refusal(() => named.run({}))).toContain("[E_SHAPE]");
  });

  test("a missing length", () =>
    expect(refusal(() => compiled().run({ x: ones(12) }, { T: 2 }))).toContain("[E_SHAPE]"));

  test("the name of a result that there is not", () => {
    const program = compiled();
    program.run({ x: ones(12) }, { T: 2, B: 2 });
    expect(refusal(() => program.result("z"))).toBe('[E_ARGUMENT] result: expected one of y, n, got "z".');
    expect(refusal(() => program.result("toString"))).toContain("[E_ARGUMENT]");
  });

  test("a result before the first run", () => expect(refusal(() => compiled().result("y"))).toContain("[E_ARGUMENT]"));

  test("as many values for a variable as it does not have, and a variable that it does not know", () => {
    const owner = engine({ backend });
    owner.declare("w", [3]);
    expect(refusal(() => owner.write("w", ones(4)))).toContain("[E_SHAPE]");
    expect(refusal(() => owner.read("v"))).toContain("[E_ARGUMENT]");
    expect(refusal(() => owner.declare("w", [4]))).toContain("[E_SHAPE]");
  });
});

describe("the wasm backend", () => {
  test.each([0, -1, 1.5, Number.NaN])("refuses a length of %s, in a run and as a capacity", (T) => {
    expect(refusal(() => engine().compile(graph()).run({ x: [] }, { T, B: 2 }))).toContain("[E_SHAPE] axis T");
    expect(refusal(() => engine().compile(graph(), { capacity: { T } }))).toContain("[E_SHAPE] axis T");
  });

  test("reads inputs of graphs without run-time axes at every run", () => {
    const program = engine().compile({ results: { y: g.mul(g.input("v", [2]), 2) } });
    program.run({ v: [1, 2] });
    program.run({ v: [3, 4] });
    expect([...program.result("y").data]).toEqual([6, 8]);
  });

  test("gives a result no more once another program has run", () => {
    const owner = engine();
    const [one, other] = [owner.compile(graph()), owner.compile(graph())];
    one.run({ x: ones(3) }, { T: 1, B: 1 });
    other.run({ x: ones(3) }, { T: 1, B: 1 });
    expect(refusal(() => one.result("n"))).toContain("another run in between");
    expect(other.scalar("n")).toBe(3);
  });

  test("keeps the last results when it refuses a run of the same lengths", () => {
    const program = engine().compile({ results: { sum: g.add(g.input("a", ["B"]), g.input("b", ["B"])) } });
    program.run({ a: [1, 2], b: [3, 4] }, { B: 2 });
    expect(refusal(() => program.run({ a: [9, 9], b: [9] }, { B: 2 }))).toContain("[E_SHAPE]");
    expect([...program.result("sum").data]).toEqual([4, 6]);
  });

  test("takes axes into account that only a needless input has", () => {
    const useless = g.mul(g.element(g.input("u", ["A", "T"]), "first"), 0);
    const { results } = graph();
    const program = engine().compile({ results: { n: results.n, none: g.sum(useless) } });
    program.run({ x: ones(12), u: ones(6) }, { A: 3, T: 2, B: 2 });
    expect(program.scalar("n")).toBe(12);
  });

  test("keeps constants apart in functions that differ in nothing else", () => {
    const v = g.input("v", [4]);
    const bound = (value: number) => g.select(g.less(v, 0), value, v);
    const values = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 0, -0];
    const results = Object.fromEntries(values.map((value, i) => [`r${i}`, bound(value)]));
    const program = engine().compile({ results }, { passes: [] });
    program.run({ v: [-1, 1, -1, 1] });
    values.forEach((value, i) => {
      expect([...program.result(`r${i}`).data]).toEqual([value, 1, value, 1]);
    });
  });

  test("finds an array's memory again whenever it makes room for longer runs", () => {
    const table = g.array(ones(30_000), [30_000]);
    const program = engine({ maxMemory: 2 ** 20 }).compile({
      results: { y: g.add(g.input("v", ["B"]), g.sum(table)) },
    });
    for (let B = 1; B < 20; B++) {
      program.run({ v: ones(B) }, { B });
      expect(program.result("y").data[B - 1]).toBe(30_001);
    }
  });
});

describe("memory that does not suffice", () => {
  const maxMemory = 2 ** 20;
  const large = { T: 500, B: 500 };

  test("is E_MEMORY, and the program runs on at the lengths that fit", () => {
    const owner = engine({ maxMemory });
    const program = owner.compile(graph());
    owner.write("w", [1, 2, 3]);
    program.run({ x: ones(12) }, { T: 2, B: 2 });
    for (let time = 0; time < 2; time++)
      expect(refusal(() => program.run({ x: ones(750_000) }, large))).toContain("[E_MEMORY]");
    expect([...program.result("y").data.slice(0, 3)]).toEqual([1, 2, 3]);
    program.run({ x: ones(6) }, { T: 1, B: 2 });
    expect([...program.result("y").data]).toEqual([1, 2, 3, 1, 2, 3]);
    expect([...owner.read("w").data]).toEqual([1, 2, 3]);
  });

  test("is E_MEMORY at the first run, or at once where a capacity is given", () => {
    expect(
      refusal(() =>
        engine({ maxMemory })
          .compile(graph())
          .run({ x: ones(750_000) }, large),
      ),
    ).toContain("[E_MEMORY]");
    expect(refusal(() => engine({ maxMemory }).compile(graph(), { capacity: large }))).toContain("[E_MEMORY]");
  });

  test("for one more variable leaves the others, and the last results", () => {
    const owner = engine({ maxMemory });
    const program = owner.compile(graph());
    owner.write("w", [1, 2, 3]);
    program.run({ x: ones(3) }, { T: 1, B: 1 });
    expect(refusal(() => owner.declare("huge", [1000, 1000]))).toContain("[E_MEMORY]");
    expect([...program.result("y").data]).toEqual([1, 2, 3]);
    owner.declare("small", [10]);
    owner.write("small", ones(10));
    program.run({ x: ones(3) }, { T: 1, B: 1 });
    expect([...program.result("y").data]).toEqual([1, 2, 3]);
  });

  test("makes room for longer runs as they come, within the limit", () => {
    const owner = engine({ maxMemory });
    const program = owner.compile(graph(), { capacity: { T: 1, B: 1 } });
    owner.write("w", [1, 1, 1]);
    for (const T of [1, 7, 3, 50, 2]) {
      program.run({ x: ones(6 * T) }, { T, B: 2 });
      expect(program.scalar("n")).toBe(6 * T);
      expect(program.result("y").shape).toEqual([T, 2, 3]);
    }
  });
});

describe("a product over a run-time axis", () => {
  const unsupported = (result: () => Tensor) => {
    const program = engine().compile({ results: { result: result() } });
    return refusal(() => program.run({ x: ones(12), y: ones(12) }, { T: 2, B: 2 }));
  };
  const across = g.transpose(x, [0, 2, 1]);

  test("is E_BACKEND", () => {
    expect(unsupported(() => g.matmul(g.element(across, "first"), g.input("y", ["B", 6])))).toContain("[E_BACKEND]");
    expect(unsupported(() => g.matmul(g.element(x, "first"), g.element(x, "last"), "nt"))).toContain("[E_BACKEND]");
    expect(unsupported(() => g.matmul(across, across, "tn"))).toContain("[E_BACKEND]");
  });
});
