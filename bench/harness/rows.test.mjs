import { cells } from "@sluice/core";
import { describe, expect, test } from "vitest";
import { makeArrays, packArrays, unpackArrays } from "./arrays.mjs";
import { productFlops, ROWS, selectRows } from "./rows.mjs";

const namesOf = (...patterns) => selectRows(patterns).rows.map(({ name }) => name);

describe("the rows", () => {
  test("have names of their own", () => {
    expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length);
  });

  test("cover both cells at all four sizes, training and forward", () => {
    for (const cell of ["lstm", "gru"])
      for (const size of ["S", "M", "L", "XL"])
        for (const kind of ["train", "forward"]) expect(namesOf()).toContain(`${cell}/${size}/${kind}`);
  });

  test("are selected by whole parts of their names", () => {
    expect(namesOf("lstm/L")).toEqual(["lstm/L/train", "lstm/L/forward"]);
    expect(namesOf("lstm/L/train", "sales")).toEqual(["lstm/L/train", "sales/M/train"]);
    expect(namesOf("compile/M/")).toEqual(["compile/M/cold", "compile/M/warm"]);
  });

  test("hold every cell of the library against lstm, but for those that have rows with peers", () => {
    const held = namesOf("zoo").map((name) => name.split("/")[1]);
    const others = cells.map(({ name }) => name).filter((name) => !["lstm", "gru-after", "sales"].includes(name));
    expect(new Set(held)).toEqual(new Set(others));
  });

  test("say which pattern no row has", () => {
    expect(selectRows(["lst", "gru/S"]).unknown).toEqual(["lst"]);
  });
});

describe("productFlops", () => {
  const row = (name) => ROWS.find((candidate) => candidate.name === name);

  test("counts 0.43 billion operations for the forward pass of L and 1.26 billion for its training step", () => {
    // 2 · 64 · 48 · 512 · 136, the same again for the weights, and 2 · 64 · 48 · 512 · 128 for the states
    expect(productFlops(row("lstm/L/forward"))).toBe(427_819_008);
    expect(productFlops(row("lstm/L/train"))).toBe(1_258_291_200);
  });

  test("counts a cell of the zoo by its matrices", () => {
    // min-gru: two of [128, 8], no state's; rnn: one of [128, 8] and one of [128, 128]; layer norm as lstm
    expect(productFlops(row("zoo/min-gru/L/train"))).toBe(2 * 2 * (64 * 48) * 2 * (128 * 8));
    expect(productFlops(row("zoo/rnn/L/train"))).toBe(2 * (64 * 48) * (2 * 128 * 8 + 3 * 128 * 128));
    expect(productFlops(row("zoo/lstm-layer-norm/L/train"))).toBe(1_258_291_200);
  });

  test("counts nothing where there is no agreed number of products", () => {
    expect(productFlops(row("memory/M/train"))).toBeUndefined();
    expect(productFlops(row("sales/M/train"))).toBeUndefined();
  });
});

describe("the arrays of a row", () => {
  const size = { batch: 2, steps: 3, features: 3, hidden: 4, layers: 2, output: "sequence" };

  test("have the shapes of data and of every layer's parameters", () => {
    const arrays = makeArrays("lstm", size);
    const shapes = Object.fromEntries(Object.entries(arrays).map(([name, { shape }]) => [name, shape]));
    expect(shapes).toMatchObject({ x: [2, 3, 3], y: [2, 3, 1], "0.W_i": [4, 3], "1.W_i": [4, 4], "head.W": [1, 4] });
    for (const { shape, data } of Object.values(arrays)) expect(data.length).toBe(shape.reduce((a, b) => a * b));
  });

  test("have the shapes of a cell of the zoo, of its own equations", () => {
    const arrays = makeArrays("zoo/lstm-peephole", { ...size, layers: 1 });
    expect(arrays["0.p_o"].shape).toEqual([4]);
    expect(arrays["0.U_g"].shape).toEqual([4, 4]);
  });

  test("are the same every time and differ from name to name", () => {
    const [a, b] = [makeArrays("gru", size), makeArrays("gru", size)];
    expect(a).toEqual(b);
    expect(a["0.W_z"].data).not.toEqual(a["0.W_r"].data);
  });

  test("fill their range", () => {
    const { data } = makeArrays("lstm", { ...size, batch: 100 }).x;
    expect(Math.min(...data)).toBeLessThan(-0.9);
    expect(Math.max(...data)).toBeGreaterThan(0.9);
    expect(Math.abs(data.reduce((sum, value) => sum + value) / data.length)).toBeLessThan(0.1);
  });

  test("saturate every gate, or put every input below the normal numbers", () => {
    expect([...makeArrays("lstm", size, "saturated")["0.b_f"].data]).toEqual([20, -20, 20, -20]);
    const denormal = makeArrays("lstm", size, "denormal");
    expect(Math.max(...denormal.x.data.map(Math.abs))).toBeLessThan(1.1e-38);
    expect(denormal.x.data.some((value) => value !== 0)).toBe(true);
    expect([...denormal["1.b_f"].data]).toEqual([0, 0, 0, 0]);
  });

  test("arrive bit by bit", () => {
    const arrays = { a: { shape: [4], data: new Float32Array([1e-40, -0, Number.NaN, 3e38]) } };
    const [arrived, sent] = [unpackArrays(JSON.parse(JSON.stringify(packArrays(arrays)))).a, arrays.a];
    expect(arrived.shape).toEqual([4]);
    expect(new Uint8Array(arrived.data.buffer)).toEqual(new Uint8Array(sent.data.buffer));
  });
});
