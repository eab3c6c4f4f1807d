import { input, neg } from "../graph/ops.ts";
import { scattered } from "../graph/scattered.test.support.ts";
import { type AxisLengths, concrete, elementCount } from "../graph/size.ts";
import {
  type CompileOptions,
  type Engine,
  engine,
  type Program,
  type ProgramGraph,
  type ShapedArray,
} from "../program.ts";
import { graphLeaves } from "./variables.ts";

/** The largest difference from what is expected. */
function largestDifference(actual: ShapedArray, expected: ShapedArray): number {
  if (actual.shape.join() !== expected.shape.join() || actual.data.length !== expected.data.length)
    return Number.POSITIVE_INFINITY;
  let worst = 0;
  expected.data.forEach((x, i) => {
    const y = actual.data[i]!;
    if (!Object.is(x, y) && x !== y)
      worst = Math.max(worst, Number.isNaN(x - y) ? Number.POSITIVE_INFINITY : Math.abs(x - y));
  });
  return worst;
}

const largest = (array: ShapedArray) =>
  Float64Array.from(array.data).reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Floats that are spoilt before a run: more than the programs of these tests take. */
const SPOILT = 1 << 17;
const nan = new Float32Array(SPOILT / 2).fill(Number.NaN);

/**
 * The oracle and another engine with the same program; all variables start with the same scattered values. Before every
 * run another program leaves NaN in the memory that programs share, so that reading what nobody wrote shows.
 */
export class Pair {
  readonly expected: { engine: Engine; program: Program };
  readonly actual: { engine: Engine; program: Program };
  private readonly spoil: Program;
  private readonly graph: ProgramGraph;
  private readonly variables: readonly string[];

  constructor(graph: ProgramGraph, actual: Engine, options: CompileOptions = {}) {
    const oracle = engine({ backend: "reference" });
    this.graph = graph;
    this.expected = { engine: oracle, program: oracle.compile(graph) };
    this.actual = { engine: actual, program: actual.compile(graph, options) };
    this.spoil = actual.compile({ results: { nan: neg(input("nan", [nan.length])) } });
    const { variables } = graphLeaves(graph);
    this.variables = [...variables.keys()];
    for (const [name, [t]] of variables) {
      const shape = concrete(t!.shape, {});
      for (const each of [oracle, actual]) {
        each.declare(name, shape);
        each.write(name, scattered(name, elementCount(shape)));
      }
    }
  }

  /** Runs both on scattered inputs. */
  run(lengths: AxisLengths, salt = ""): void {
    const { inputs } = this.expected.program;
    const data = Object.fromEntries(
      Object.entries(inputs).map(([name, shape]) => [
        name,
        scattered(name + salt, elementCount(concrete(shape, lengths))),
      ]),
    );
    this.expected.program.run(data, lengths);
    this.spoil.run({ nan });
    this.actual.program.run(data, lengths);
  }

  /** The largest difference of any result or variable in units of the largest expected value, 1 at least. */
  worst(): { name: string; difference: number } {
    let worst = { name: "", difference: 0 };
    let scale = 1;
    const look = (name: string, actual: ShapedArray, expected: ShapedArray) => {
      scale = Math.max(scale, largest(expected));
      const difference = largestDifference(actual, expected);
      if (difference > worst.difference) worst = { name, difference };
    };
    for (const name of Object.keys(this.graph.results))
      look(name, this.actual.program.result(name), this.expected.program.result(name));
    for (const name of this.variables)
      look(`variable ${name}`, this.actual.engine.read(name), this.expected.engine.read(name));
    return { name: worst.name, difference: worst.difference / scale };
  }
}
