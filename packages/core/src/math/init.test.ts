import { describe, expect, it } from "vitest";
import { type Init, resolveInit } from "./init.ts";
import { glorot, orthogonal, uniform } from "./initialisers.ts";
import { randomStream } from "./random.ts";

const fan = { in: 4, out: 4, hidden: 4 };

function values(init: unknown): number[] {
  return [...resolveInit(init as Init, "recurrent, init of b_f")([2, 2], fan, randomStream(1))];
}

describe("resolveInit", () => {
  it("takes a number for every element", () => {
    expect(values(1)).toEqual([1, 1, 1, 1]);
    expect(values(-0.5)).toEqual([-0.5, -0.5, -0.5, -0.5]);
  });

  it("takes a name, or the name with its option", () => {
    const same = (a: unknown, b: unknown) => expect(values(a)).toEqual(values(b));
    expect(values("zeros")).toEqual([0, 0, 0, 0]);
    expect(values("ones")).toEqual([1, 1, 1, 1]);
    same({ name: "ones" }, 1);
    same({ name: "constant", value: 3 }, 3);
    expect(values("uniform")).toEqual([...uniform()([2, 2], fan, randomStream(1))]);
    expect(values({ name: "uniform", bound: 2 })).toEqual([...uniform(2)([2, 2], fan, randomStream(1))]);
    expect(values("glorot")).toEqual([...glorot()([2, 2], fan, randomStream(1))]);
    expect(values({ name: "orthogonal", gain: 2 })).toEqual([...orthogonal(2)([2, 2], fan, randomStream(1))]);
    const stream = randomStream(1);
    expect(values({ name: "normal", std: 0.5 })).toEqual([1, 2, 3, 4].map(() => 0.5 * stream.normal()));
  });

  it("lists the names when it does not know one", () => {
    const message =
      "[E_ARGUMENT] recurrent, init of b_f: expected a number or one of " +
      '"uniform", "glorot", "orthogonal", "zeros", "ones", { name: "constant", value }, { name: "normal", std }, got "xavier".';
    expect(() => values("xavier")).toThrow(message);
    expect(() => values({ name: "xavier" })).toThrow(message);
    for (const bad of [null, undefined, true, {}, { name: null }, [], "toString", "__proto__"]) {
      expect(() => values(bad)).toThrow("[E_ARGUMENT] recurrent, init of b_f: expected a number or one of");
    }
  });

  it("refuses options that the name does not take, lacks or cannot use", () => {
    expect(() => values({ name: "zeros", gain: 1 })).toThrow('expected no option for "zeros", got the option gain');
    expect(() => values({ name: "normal", std: 1, mean: 0 })).toThrow('expected only the option std for "normal"');
    expect(() => values({ name: "normal" })).toThrow('expected { name: "normal", std } with a number, got no std');
    expect(() => values("constant")).toThrow("got no value");
    expect(() => values({ name: "normal", std: -1 })).toThrow("expected std to be a finite number, 0 or more, got -1");
    expect(() => values({ name: "uniform", bound: NaN })).toThrow("got NaN");
    expect(() => values({ name: "glorot", gain: "2" })).toThrow('got "2"');
    expect(() => values(Infinity)).toThrow("expected a finite number, got Infinity");
  });

  it("is typed", () => {
    // @ts-expect-error: no such name
    expect(() => resolveInit("xavier")).toThrow();
    // @ts-expect-error: std is missing
    expect(() => resolveInit({ name: "normal" })).toThrow();
    // @ts-expect-error: zeros takes no option
    expect(() => resolveInit({ name: "zeros", gain: 1 })).toThrow();
  });
});
