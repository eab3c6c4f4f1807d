import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Code, signed, unsigned } from "./assembler.ts";
import { ModuleWriter } from "./module-writer.ts";

describe("LEB128", () => {
  // From the examples of the DWARF specification, appendix C.
  test.each([
    [2, [2]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [129, [0x81, 1]],
    [12857, [0xb9, 0x64]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])("writes %i unsigned", (value, bytes) => expect(unsigned(value)).toEqual(bytes));

  test.each([
    [2, [2]],
    [-2, [0x7e]],
    [63, [0x3f]],
    [64, [0xc0, 0]],
    [127, [0xff, 0]],
    [-127, [0x81, 0x7f]],
    [128, [0x80, 1]],
    [-128, [0x80, 0x7f]],
    [129, [0xff - 0x7e, 1]],
    [-129, [0xff, 0x7e]],
    [-(2 ** 31), [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])("writes %i signed", (value, bytes) => expect(signed(value)).toEqual(bytes));
});

/** Runs a function of i32 parameters with a memory and a kernel that notes what it gets. */
function run(code: Code, parameters: number[]) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const noted: number[][] = [];
  const module = new ModuleWriter();
  const note = module.import("note", 1);
  expect(note).toBe(0);
  module.export("run", module.add(parameters.length, code));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), {
    env: { memory },
    kernels: { note: (...values: number[]) => noted.push(values) },
  });
  (exports.run as (...values: number[]) => void)(...parameters);
  return { noted: noted.flat(), memory };
}

describe("a module", () => {
  test("hands any integer through as a constant", () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(run(new Code(0).constant(value).call(0), []).noted).toEqual([value]);
      }),
    );
  });

  test("computes with locals beyond the 127th", () => {
    const code = new Code(2);
    const locals = Array.from({ length: 300 }, () => code.local("i32"));
    code.get(0).get(1).i32("mul").set(locals.at(-1)!);
    code.get(locals.at(-1)!).constant(-1).i32("add").call(0);
    expect(run(code, [6, 7]).noted).toEqual([41]);
  });

  test("keeps locals of mixed types apart", () => {
    const code = new Code(1);
    const [i, v, j] = [code.local("i32"), code.local("v128"), code.local("i32")];
    code.constant(5).set(i).splat(1.5).set(v).constant(9).set(j);
    code.get(0).get(v).store(16);
    code.get(i).get(j).i32("sub").call(0);
    const { noted, memory } = run(code, [32]);
    expect(noted).toEqual([-4]);
    expect([...new Float32Array(memory.buffer, 48, 5)]).toEqual([1.5, 1.5, 1.5, 1.5, 0]);
  });

  test("repeats a body until it leaves 0", () => {
    const code = new Code(1);
    code.repeat(() => code.get(0).call(0).get(0).constant(1).i32("sub").tee(0));
    expect(run(code, [3]).noted).toEqual([3, 2, 1]);
  });

  test("fills memory, and loads one lane into all", () => {
    const code = new Code(0);
    code.constant(64).constant(0x3f).constant(8).fill();
    code.constant(128).constant(60).loadSplat(4).store(0);
    const bytes = new Uint8Array(run(code, []).memory.buffer);
    expect([...bytes.subarray(63, 73)]).toEqual([0, 63, 63, 63, 63, 63, 63, 63, 63, 0]);
    expect([...bytes.subarray(128, 144)]).toEqual(new Array(16).fill(63));
  });

  test("shares types between functions of as many parameters, and calls between functions", () => {
    const module = new ModuleWriter();
    const note = module.import("note", 2);
    const twice = module.add(2, new Code(2).get(1).get(0).call(note).get(0).get(1).call(note));
    module.export("run", module.add(0, new Code(0).constant(1).constant(2).call(twice)));
    const noted: number[][] = [];
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), {
      env: { memory: new WebAssembly.Memory({ initial: 1 }) },
      kernels: { note: (...values: number[]) => noted.push(values) },
    });
    (exports.run as () => void)();
    expect(noted).toEqual([
      [2, 1],
      [1, 2],
    ]);
  });

  test("refuses an import after a function", () => {
    const module = new ModuleWriter();
    module.add(0, new Code(0));
    expect(() => module.import("late", 0)).toThrow("imports come first");
  });
});
