import type { Cell, CellSizes } from "../equations/index.ts";
import { type Formula, inputId, partsOf, previousId, readsNodes, valueId } from "../equations/wiring/formula.ts";
import type { Formulas } from "../equations/wiring/wire-formulas.ts";
import { SluiceError } from "../errors.ts";
import { input } from "../graph/ops.ts";
import type { Node, Tensor } from "../graph/tensor.ts";
import { ancestors, useCounts } from "../graph/traverse.ts";

/** More operations than this are no drawing. */
const MOST_OPERATIONS = 1000;

/** Spellings that equations have for what graphs call otherwise. */
const FUNCTIONS: Readonly<Record<string, string>> = { sigmoid: "σ", less: "<", equal: "=" };

type Names = ReadonlyMap<Tensor, Formula>;

/**
 * The right sides of a cell from code, read off its step as it is traced for some sizes.
 *
 * Errors: E_ARGUMENT for a step of more than 1,000 operations; else as `cell.step`.
 */
export function formulasOfStep(cell: Cell, sizes: CellSizes): Formulas {
  const shapes = Object.entries(cell.parameters(sizes) as Readonly<Record<string, readonly number[]>>);
  const x = input("x", [1, sizes.input]);
  const previous = cell.states.map((state) => [state, input(state, [1, cell.sizeOf(state, sizes)])] as const);
  const parameters = shapes.map(([name, shape]) => [name, input(name, shape)] as const);
  const values = cell.step(x, Object.fromEntries(previous), Object.fromEntries(parameters));
  const named = cell.watch.map((name) => [name, values[name]!] as const);
  checkSize(
    cell,
    named.map(([, tensor]) => tensor),
  );

  const known = new Map<Tensor, Formula>([
    [x, { kind: "node", id: inputId(null, false) }],
    ...previous.map(([name, tensor]): [Tensor, Formula] => [tensor, { kind: "node", id: previousId(name) }]),
    ...parameters.map(([name, tensor]): [Tensor, Formula] => [tensor, { kind: "parameter", name }]),
  ]);
  const first = new Map<Tensor, string>();
  for (const [name, tensor] of named) if (!known.has(tensor) && !first.has(tensor)) first.set(tensor, name);
  for (const [tensor, name] of first) known.set(tensor, { kind: "node", id: valueId(name) });

  const reader = formulaReader(known, useCounts(named.map(([, tensor]) => tensor)), sizes.input);
  const definitions = named.map(([name, tensor]) => ({
    name,
    right: first.get(tensor) === name ? reader.made(tensor.node) : reader.of(tensor),
    equation: null,
  }));
  return {
    name: cell.name,
    definitions: inOrder(definitions),
    states: cell.states,
    output: cell.output,
    columns: cell.inputs,
  };
}

function checkSize(cell: Cell, results: readonly Tensor[]): void {
  const count = ancestors(results).length;
  if (count <= MOST_OPERATIONS) return;
  throw new SluiceError("E_ARGUMENT", {
    where: `wiring of cell "${cell.name}"`,
    expected: `a step of at most ${MOST_OPERATIONS.toLocaleString("en")} operations`,
    got: count.toLocaleString("en"),
  });
}

function formulaReader(known: Names, uses: ReadonlyMap<Tensor, number>, features: number) {
  const seen = new Map<Tensor, Formula>();

  function of(tensor: Tensor): Formula {
    const found = known.get(tensor) ?? seen.get(tensor);
    if (found !== undefined) return found;
    const formula = made(tensor.node);
    const isOwn = formula.kind !== "node" && formula.kind !== "number" && formula.kind !== "parameter";
    const kept: Formula = isOwn && (uses.get(tensor) ?? 0) > 1 ? { kind: "shared", of: formula } : formula;
    seen.set(tensor, kept);
    return kept;
  }

  const call = (name: string, parts: readonly Formula[]): Formula => ({
    kind: "call",
    name: Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]! : name,
    arguments: parts,
  });

  function made({ op, inputs }: Node): Formula {
    const parts = inputs.map(of);
    const [a, b] = parts as [Formula, Formula];
    switch (op.kind) {
      case "constant":
        return { kind: "number", value: op.value };
      // A vector of fixed numbers is a parameter that is not learnt.
      case "array":
        return { kind: "parameter", name: "constants" };
      case "broadcast":
      case "reshape":
        return a;
      case "concat":
        return { kind: "join", parts };
      case "slice":
        return op.axis === 1 && op.length === 1 && isInput(a) && features > 1
          ? { kind: "node", id: inputId(op.start, false) }
          : call("part", parts);
      case "matmul":
        return readsNodes(b) ? call("product", parts) : { kind: "weighted", weight: parameterName(b), of: a };
      case "unary":
        if (op.name === "neg") return { kind: "sum", terms: [{ sign: -1, of: a }] };
        if (op.name === "reciprocal") return quotient({ kind: "number", value: 1 }, a);
        return call(op.name, parts);
      case "binary":
        return binary(op.name, a, b);
      default:
        return call("name" in op ? op.name : op.kind, parts);
    }
  }

  const isInput = (f: Formula) => f.kind === "node" && f.id === inputId(null, false);

  return { of, made };
}

const quotient = (above: Formula, below: Formula): Formula => ({
  kind: "product",
  factors: [...factorsOf(above), { over: true, of: below }],
});

function binary(name: string, a: Formula, b: Formula): Formula {
  if (name === "add" || name === "sub")
    return { kind: "sum", terms: [...termsOf(a), ...(name === "add" ? termsOf(b) : [{ sign: -1 as const, of: b }])] };
  if (name === "mul") return { kind: "product", factors: [...factorsOf(a), ...factorsOf(b)] };
  if (name === "div") return quotient(a, b);
  return { kind: "call", name: Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]! : name, arguments: [a, b] };
}

const termsOf = (f: Formula) => (f.kind === "sum" ? f.terms : [{ sign: 1 as const, of: f }]);
const factorsOf = (f: Formula) => (f.kind === "product" ? f.factors : [{ over: false, of: f }]);

/** What to call a matrix that is made of parameters: by the first of them. */
function parameterName(f: Formula): string {
  const first = (part: Formula): string | undefined =>
    part.kind === "parameter"
      ? part.name
      : partsOf(part)
          .map(first)
          .find((name) => name !== undefined);
  return first(f) ?? "W";
}

type Definition = Formulas["definitions"][number];

/** Each after the values that it reads; a step that was traced has no circle. */
function inOrder(definitions: readonly Definition[]): Definition[] {
  const byId = new Map(definitions.map((definition) => [valueId(definition.name), definition]));
  const done = new Set<Definition>();
  const visit = (f: Formula): void => {
    if (f.kind === "node") place(byId.get(f.id));
    else for (const part of partsOf(f)) visit(part);
  };
  const place = (definition: Definition | undefined): void => {
    if (definition === undefined || done.has(definition)) return;
    visit(definition.right);
    done.add(definition);
  };
  for (const definition of definitions) place(definition);
  return [...done];
}
