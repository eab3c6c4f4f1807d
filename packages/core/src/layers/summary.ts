import { publicShape } from "../graph/axes.ts";
import { elementCount, showShape } from "../graph/size.ts";
import type { Trace } from "./trace.ts";

export interface SummaryRow {
  layer: string;
  /** Shape of what the layer gives, with B for the rows. */
  output: string;
  /** How many numbers it learns; 0 when the layer was applied before. */
  parameters: number;
}

/** A model's layers: prints as a table, by `String(summary)` or Node's `console.log(summary)`. */
export class Summary {
  readonly rows: readonly SummaryRow[];
  /** All numbers that the model learns. */
  readonly count: number;

  constructor(rows: readonly SummaryRow[]) {
    this.rows = rows;
    this.count = rows.reduce((total, row) => total + row.parameters, 0);
  }

  toString(): string {
    const cells = [
      ["layer", "output", "parameters"],
      ...this.rows.map((row) => [row.layer, row.output, grouped(row.parameters)]),
      ["total", "", grouped(this.count)],
    ];
    const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
    return cells
      .map(([layer, output, parameters]) =>
        [layer!.padEnd(widths[0]!), output!.padEnd(widths[1]!), parameters!.padStart(widths[2]!)].join("  "),
      )
      .join("\n");
  }

  /** What Node's console shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** One row per layer applied, and one for the parameters that belong to none. */
export function summarize({ calls, parameters }: Trace, steps?: number): Summary {
  const left = new Map([...parameters].map(([name, { shape, learned }]) => [name, learned ? elementCount(shape) : 0]));
  const take = (prefix: string) => {
    let count = 0;
    for (const [name, size] of left)
      if (name.startsWith(prefix)) {
        count += size;
        left.delete(name);
      }
    return count;
  };
  const rows = calls
    .filter(({ depth }) => depth === 1)
    .map(({ label, outputs: [output] }) => ({
      layer: label,
      output: showShape(publicShape(output!.shape).map((size) => (size === "T" ? (steps ?? size) : size))),
      parameters: take(`${label}.`),
    }));
  const rest = take("");
  return new Summary(rest === 0 ? rows : [...rows, { layer: "(no layer)", output: "", parameters: rest }]);
}

const grouped = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");
