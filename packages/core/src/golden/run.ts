import { type BackendName, engine } from "../program.ts";
import { type GoldenCase, type GoldenRun, tolerance } from "./case.ts";

/** What differs: empty where the case passes. */
export async function runCase(golden: GoldenCase | GoldenRun, backend: BackendName): Promise<string[]> {
  return "check" in golden ? golden.check(backend) : runGraph(golden, backend);
}

function runGraph(golden: GoldenCase, backend: BackendName): string[] {
  const on = engine({ backend });
  const program = on.compile({ results: golden.results }, { capacity: golden.lengths });
  for (const [name, { shape, data }] of golden.variables) {
    on.declare(name, shape);
    on.write(name, data);
  }
  program.run(Object.fromEntries([...golden.inputs].map(([name, { data }]) => [name, data])), golden.lengths);
  const failures: string[] = [];
  for (const [name, { array, gradient }] of golden.expected) {
    const found = program.result(name);
    if (found.shape.join() !== array.shape.join()) {
      failures.push(`${name}: expected shape [${array.shape}], got [${found.shape}]`);
      continue;
    }
    const scale = array.data.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
    let worst = 0;
    found.data.forEach((x, i) => {
      const difference = Math.abs(x - array.data[i]!);
      worst = difference > worst || Number.isNaN(difference) ? difference : worst;
    });
    const allowed = tolerance(backend, gradient) * (scale === 0 ? 1 : scale);
    if (!(worst <= allowed))
      failures.push(`${name}: off by ${worst.toExponential(2)}, allowed ${allowed.toExponential(2)}`);
  }
  return failures;
}
