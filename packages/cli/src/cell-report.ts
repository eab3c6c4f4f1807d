import { aboutCell, arithmetic, type Cell, type CellSizes } from "@sluice/core";
import { textTable } from "./text-table.ts";

/** A cell at the sizes to show it at, called as whoever asked for it calls it. */
export interface SizedCell {
  readonly label: string;
  readonly cell: Cell;
  readonly sizes: CellSizes;
}

type Shapes = Readonly<Record<string, readonly number[]>>;

/** What `sluice cell --json` prints. */
export interface CellJson extends Pick<Cell, "name" | "states" | "output" | "watch"> {
  readonly parameters: Shapes;
  /** Of all elements of the parameters. */
  readonly count: number;
}

export function cellJson({ cell, sizes }: SizedCell): CellJson {
  const parameters = cell.parameters(sizes);
  const { name, states, output, watch } = cell;
  return { name, states, output, parameters, count: parameters.count, watch };
}

/** All about one cell as text: equations, states, parameters, arithmetic. */
export function cellReport(one: SizedCell): string {
  const { cell, sizes } = one;
  const parameters = cell.parameters(sizes);
  const shapes = shapesOf(parameters);
  const work = arithmetic(cell, sizes);
  const hasFirst = Object.keys(cell.init).length > 0;
  return [
    equationsOf(one),
    aligned([
      ["sizes", sizesText(sizes)],
      ...(cell.inputs === undefined ? [] : [["columns of x", cell.inputs.join(", ")] as const]),
      ["states", statesText(one)],
      ["output", widthText(one, cell.output)],
      ["values to watch", cell.watch.join(", ")],
    ]),
    textTable(
      ["parameter", "shape", "count", ...(hasFirst ? ["first"] : [])],
      [
        ...shapes.map(([name, shape]) => [
          name,
          shapeText(shape),
          numberText(countOf(shape)),
          ...(hasFirst ? [firstValue(cell, name)] : []),
        ]),
        ["all", "", numberText(parameters.count), ...(hasFirst ? [""] : [])],
      ],
      { left: 2 },
    ),
    textTable(
      ["arithmetic per step", ""],
      [
        ["multiply-adds of products", numberText(work.multiplyAdds)],
        ["elementwise operations", numberText(work.elementwise)],
      ],
    ),
  ].join("\n");
}

/** Two cells side by side. */
export function cellComparison(one: SizedCell, other: SizedCell): string {
  const both = [one, other];
  const shown = both.map((each) => {
    const parameters = each.cell.parameters(each.sizes);
    return { ...each, parameters, work: arithmetic(each.cell, each.sizes) };
  });
  const row = (title: string, text: (each: (typeof shown)[number]) => string) => [title, ...shown.map(text), ""];
  const counted = (title: string, count: (each: (typeof shown)[number]) => number) => {
    const [a, b] = shown.map(count) as [number, number];
    return [title, numberText(a), numberText(b), b === 0 ? "" : (a / b).toFixed(2)];
  };
  const lists = shown.map(({ cell, parameters }) =>
    shapesOf(parameters).map(([name, shape]) => {
      const first = firstValue(cell, name);
      return `${name} ${shapeText(shape)}${first === "" ? "" : `, first ${first}`}`;
    }),
  );
  const longest = Math.max(...lists.map(({ length }) => length));
  const parameters = Array.from({ length: longest }, (_, i) => [
    i === 0 ? "parameters" : "",
    ...lists.map((list) => list[i] ?? ""),
    "",
  ]);
  return [
    ...both.map((each) => `${each.label}\n\n${equationsOf(each)}`),
    textTable(
      ["", ...both.map(({ label }) => label), "ratio"],
      [
        row("sizes", ({ sizes }) => sizesText(sizes)),
        row("states", statesText),
        row("output", (each) => widthText(each, each.cell.output)),
        ...parameters,
        counted("parameter count", ({ parameters }) => parameters.count),
        counted("multiply-adds a step", ({ work }) => work.multiplyAdds),
        counted("elementwise a step", ({ work }) => work.elementwise),
      ],
      { left: 3 },
    ),
  ].join("\n");
}

function equationsOf({ cell }: SizedCell): string {
  const known = aboutCell(cell);
  return `${known === undefined ? "" : `# ${known.what}\n# ${known.paper}\n`}${cell}\n`;
}

const shapesOf = (parameters: Shapes) => Object.entries(parameters);
const countOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);
const shapeText = (shape: readonly number[]) => `[${shape.join(", ")}]`;
const numberText = (count: number) => count.toLocaleString("en-US");
const sizesText = ({ input, hidden }: CellSizes) => `input ${input}, hidden ${hidden}`;
const widthText = ({ cell, sizes }: SizedCell, value: string) => `${value} [${cell.sizeOf(value, sizes)}]`;
/** What the cell says a parameter starts with. */
const firstValue = ({ init }: Cell, parameter: string): string => {
  const value = Object.hasOwn(init, parameter) ? init[parameter] : "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};
const statesText = (one: SizedCell) =>
  one.cell.states.map((state) => widthText(one, state)).join(", ") || "none: every step sees its own input alone";

function aligned(rows: readonly (readonly [name: string, text: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}\n`).join("");
}
