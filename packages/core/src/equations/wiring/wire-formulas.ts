import { type Formula, inputId, previousId, readsNodes, valueId } from "./formula.ts";
import { isUnitwise } from "./operator-value.ts";
import { type Range, rangeOf } from "./range.ts";
import type { CellWiring, Mark, Operand, OperatorNode, ValueRole, Wire, WiringNode } from "./wiring.ts";

/** A cell's right sides, in an order in which each comes after the values it reads. */
export interface Formulas {
  readonly name: string;
  readonly definitions: readonly { readonly name: string; readonly right: Formula; readonly equation: string | null }[];
  readonly states: readonly string[];
  readonly output: string;
  readonly columns: readonly string[] | undefined;
}

/** What reaches a node over one wire. */
interface Feed {
  readonly from: string;
  readonly weights: readonly string[];
  readonly mark: Mark | null;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const superscript = (n: number) => `${n}`.replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!);
const opposite = (mark: Mark | null): Mark | null => (mark === "minus" ? null : "minus");

/**
 * The nodes and wires of a cell's formulas.
 *
 * A value's node takes in what its function is applied to as far as that is a sum of products with parameters; all else that
 * has no name, gates at work above all, gets a node of its own. What is written twice is drawn once.
 */
export function wireFormulas({ name, definitions, states, output, columns }: Formulas): CellWiring {
  const [computed, wires]: [WiringNode[], Wire[]] = [[], []];
  const operators = new Map<string, string>();
  const shared = new Map<Formula, string>();
  const reads = new Set<string>();

  function connect(to: string, feeds: readonly Feed[]): void {
    for (const { from, weights, mark } of feeds) {
      reads.add(from);
      const same = wires.findIndex((wire) => wire.from === from && wire.to === to && wire.mark === mark);
      if (same < 0) wires.push({ from, to, weights, mark });
      else wires[same] = { ...wires[same]!, weights: [...wires[same]!.weights, ...weights] };
    }
  }

  /** A node for an operation, or the one that does the same to the same. */
  function operator(made: Omit<OperatorNode, "id" | "kind">, feeds: readonly Feed[]): string {
    const key = JSON.stringify([made.operation, made.label, made.operands, feeds]);
    const found = operators.get(key);
    if (found !== undefined) return found;
    const id = `operator ${operators.size + 1}`;
    operators.set(key, id);
    computed.push({ id, kind: "operator", ...made });
    connect(id, feeds);
    return id;
  }

  const plain = (from: string, mark: Mark | null = null): Feed => ({ from, weights: [], mark });

  /** What comes in where sums of products with parameters are taken in. */
  function feedsOf(f: Formula, mark: Mark | null = null): Feed[] {
    if (!readsNodes(f)) return [];
    if (f.kind === "sum") return f.terms.flatMap(({ sign, of }) => feedsOf(of, sign === 1 ? mark : opposite(mark)));
    if (f.kind === "weighted") {
      const parts = f.of.kind === "join" ? f.of.parts : [f.of];
      return parts.filter(readsNodes).map((part) => ({ from: nodeOf(part), weights: [f.weight], mark }));
    }
    const scaled = scaledBy(f);
    if (scaled !== undefined) return [{ from: nodeOf(scaled.of), weights: scaled.parameters, mark }];
    return [plain(nodeOf(f), mark)];
  }

  /** The one part that is not a parameter, of a product with vectors of parameters. */
  function scaledBy(f: Formula): { of: Formula; parameters: string[] } | undefined {
    if (f.kind !== "product") return undefined;
    const [own, fixed] = [f.factors.filter(({ of }) => readsNodes(of)), f.factors.filter(({ of }) => !readsNodes(of))];
    if (own.length !== 1 || own[0]!.over || !fixed.every(({ of }) => of.kind === "parameter")) return undefined;
    return { of: own[0]!.of, parameters: fixed.map(({ of }) => (of as Formula & { kind: "parameter" }).name) };
  }

  /** The node whose value a formula is. */
  function nodeOf(f: Formula): string {
    if (f.kind === "node") return f.id;
    if (f.kind === "shared") {
      const found = shared.get(f) ?? nodeOf(f.of);
      shared.set(f, found);
      return found;
    }
    if (f.kind === "sum") return sumNode(f);
    if (f.kind === "product") return productNode(f);
    if (f.kind === "weighted") return linearNode(f);
    if (f.kind === "power") {
      const of = nodeOf(f.base);
      const operands = [{ of }, { of: f.exponent }];
      return operator({ label: `( )${superscript(f.exponent)}`, operation: "power", operands, exact: true }, [
        plain(of),
      ]);
    }
    if (f.kind === "join") {
      const parts = f.parts.filter(readsNodes).map(nodeOf);
      const operands = parts.map((of) => ({ of }));
      return operator(
        { label: "[ , ]", operation: "join", operands, exact: false },
        parts.map((of) => plain(of)),
      );
    }
    return callNode(f as Formula & { kind: "call" });
  }

  function callNode({ name: called, arguments: all }: Formula & { kind: "call" }): string {
    const own = all.filter(readsNodes);
    const feeds = own.length === 1 ? feedsOf(own[0]!) : own.map((part) => plain(nodeOf(part)));
    const hasNumbersOnly = all.every((part) => readsNodes(part) || part.kind === "number");
    const exact = isUnitwise(called) && hasNumbersOnly && (own.length > 1 || (feeds.length === 1 && isAlone(own[0]!)));
    const operands: Operand[] = [
      ...feeds.map(operandOf),
      ...all.flatMap((part): Operand[] => (part.kind === "number" ? [{ of: part.value }] : [])),
    ];
    return operator({ label: called, operation: called, operands, exact }, feeds);
  }

  function productNode(f: Formula & { kind: "product" }): string {
    const over = f.factors.filter((factor) => factor.over && readsNodes(factor.of));
    const times = f.factors.filter((factor) => !factor.over && readsNodes(factor.of));
    const fixed = f.factors.filter((factor) => !readsNodes(factor.of));
    const numbers = fixed.flatMap(({ over: isOver, of }): Operand[] =>
      of.kind === "number" ? [{ of: of.value, ...(isOver && { mark: "over" as const }) }] : [],
    );
    const parameters = fixed.flatMap(({ of }) => (of.kind === "parameter" ? [of.name] : []));
    const exact = numbers.length === fixed.length;
    if (over.length === 0 && times.length === 1) {
      const of = nodeOf(times[0]!.of);
      const label = exact
        ? numbers.map((n) => `${n.mark === "over" ? "÷" : "×"}${n.of}`).join("")
        : `${parameters.join(" ")} ⊙`;
      return operator({ label, operation: "product", operands: [{ of }, ...numbers], exact }, [plain(of)]);
    }
    const factors = times.map(({ of }) => nodeOf(of));
    if (over.length === 0)
      return operator(
        { label: "⊙", operation: "product", operands: [...factors.map((of) => ({ of })), ...numbers], exact },
        factors.map((of) => plain(of)),
      );
    // The numerator is drawn as a product of its own, so that what is divided by is plain to see.
    const numerator =
      times.length === 0 ? [] : [times.length === 1 ? factors[0]! : productNode({ kind: "product", factors: times })];
    const divisors = over.map(({ of }) => nodeOf(of));
    return operator(
      {
        label: "÷",
        operation: "product",
        operands: [
          ...numerator.map((of) => ({ of })),
          ...divisors.map((of) => ({ of, mark: "over" as const })),
          ...numbers,
        ],
        exact,
      },
      [...numerator.map((of) => plain(of)), ...divisors.map((of) => plain(of, "over"))],
    );
  }

  function sumNode(f: Formula & { kind: "sum" }): string {
    const own = f.terms.filter(({ of }) => readsNodes(of));
    if (own.every(({ of }) => isLinear(of))) return linearNode(f);
    const fixed = f.terms.filter(({ of }) => !readsNodes(of));
    const feeds = own.flatMap(({ sign, of }) => feedsOf(of, sign === 1 ? null : "minus"));
    const constant = fixed.reduce((sum, { sign, of }) => (of.kind === "number" ? sum + sign * of.value : sum), 0);
    const hasNumbersOnly = fixed.every(({ of }) => of.kind === "number");
    const exact = hasNumbersOnly && feeds.every(({ weights }) => weights.length === 0);
    const operands: Operand[] = [...(constant === 0 ? [] : [{ of: constant }]), ...feeds.map(operandOf)];
    return operator(
      { label: sumLabel(feeds, constant), operation: "sum", operands, exact },
      withoutMark(feeds, constant),
    );
  }

  /** `1−` says what its one wire does; a mark at its end would say it twice. */
  const withoutMark = (feeds: readonly Feed[], constant: number) =>
    feeds.length === 1 && (constant !== 0 || feeds[0]!.mark !== null) ? [plain(feeds[0]!.from)] : feeds;

  function sumLabel(feeds: readonly Feed[], constant: number): string {
    const shown = `${constant}`.replace("-", "−");
    if (feeds.length > 1) return feeds.length === 2 && feeds[1]!.mark === "minus" ? "−" : "+";
    if (feeds[0]!.mark === "minus") return constant === 0 ? "−" : `${shown}−`;
    return constant < 0 ? shown : `+${shown}`;
  }

  /** Sums of products with parameters that something multiplies. */
  function linearNode(f: Formula): string {
    const feeds = feedsOf(f);
    const weights = feeds.flatMap((feed) => feed.weights);
    const label = weights.length === 1 ? weights[0]! : "Σ";
    return operator({ label, operation: "linear", operands: feeds.map(operandOf), exact: false }, feeds);
  }

  /** A sum of products with parameters, one product at least: what an operator does not show by itself. */
  function isLinear(f: Formula): boolean {
    if (f.kind === "sum") return f.terms.every(({ of }) => !readsNodes(of) || isLinear(of));
    return f.kind === "weighted";
  }

  /** Whether a formula is what comes over its one wire, or less that, and nothing besides. */
  const isAlone = (f: Formula): boolean =>
    f.kind === "sum"
      ? f.terms.every(({ of }) => readsNodes(of) && isAlone(of))
      : f.kind !== "weighted" && scaledBy(f) === undefined;

  const operandOf = ({ from, mark }: Feed): Operand => ({ of: from, ...(mark !== null && { mark }) });

  const known = new Map<string, Range>();
  for (const { name: value, right, equation } of definitions) {
    const id = valueId(value);
    const applied = right.kind === "call" && right.arguments.filter(readsNodes).length === 1 ? right : undefined;
    const inner = applied?.arguments.find(readsNodes) ?? right;
    const takesIn = applied !== undefined || isLinear(right) || scaledBy(right) !== undefined;
    const feeds = takesIn ? feedsOf(inner) : readsNodes(right) ? [plain(nodeOf(right))] : [];
    const range = rangeOf(right, known);
    known.set(id, range);
    computed.push({
      id,
      kind: "value",
      name: value,
      role: states.includes(value) ? "state" : roleOf(range),
      range: range.every(Number.isFinite) ? range : null,
      activation: applied?.name ?? null,
      equation,
      output: value === output,
    });
    connect(id, feeds);
  }

  const isDefined = (state: string) => definitions.some((definition) => definition.name === state);
  const inputs: WiringNode[] = [false, true].flatMap((previous) =>
    [null, ...Array.from({ length: columnCount(reads) }, (_, column) => column)]
      .map((column) => ({ id: inputId(column, previous), column }))
      .filter(({ id }) => reads.has(id))
      .map(({ id, column }) => {
        const columnName = (column === null ? undefined : columns?.[column]) ?? null;
        return { id, kind: "input" as const, column, columnName, previous };
      }),
  );
  const own = states.filter(isDefined);
  for (const state of own) connect(`next ${state}`, [plain(valueId(state))]);
  connect("output", [plain(valueId(output))]);
  return {
    name,
    nodes: [
      ...inputs,
      ...own.map((state) => ({ id: previousId(state), kind: "previous" as const, name: state })),
      ...computed,
      ...own.map((state) => ({ id: `next ${state}`, kind: "next" as const, name: state })),
      { id: "output", kind: "output", name: output },
    ],
    wires,
  };
}

function roleOf([low, high]: Range): ValueRole {
  if (low >= 0 && high <= 1 && low < high) return "gate";
  return low >= -1 && high <= 1 && low < high ? "candidate" : "value";
}

/** One more than the largest column that is read. */
function columnCount(reads: ReadonlySet<string>): number {
  const columns = [...reads].map((id) => Number(/^input(?: before)? (\d+)$/.exec(id)?.[1] ?? -1));
  return Math.max(-1, ...columns) + 1;
}
