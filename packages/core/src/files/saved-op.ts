import { SluiceError } from "../errors.ts";
import * as g from "../graph/ops.ts";
import type { Shape, Size } from "../graph/size.ts";
import type { BinaryName, Op, Tensor, UnaryName } from "../graph/tensor.ts";
import { formatError, type JsonObject, readChoice, readInteger, readList, readObject } from "./checked-json.ts";
import type { JsonValue } from "./json.ts";

const UNARY: readonly UnaryName[] = [
  "neg",
  "exp",
  "erf",
  "log",
  "log1p",
  "tanh",
  "sigmoid",
  "softplus",
  "relu",
  "sqrt",
  "abs",
  "sign",
  "reciprocal",
];
const BINARY: readonly BinaryName[] = ["add", "sub", "mul", "div", "min", "max", "less", "equal"];

const MOST_AXES = 16;
const LARGEST = 2 ** 31 - 1;
const MOST_NUMBERS = 1_000_000;

/**
 * An operation as a model file holds it.
 *
 * Errors: E_ARGUMENT for a scan written by hand, whose body a file does not hold.
 */
export function saveOp(op: Op): JsonObject {
  switch (op.kind) {
    case "constant":
      return { kind: op.kind, value: saveNumber(op.value) };
    case "array":
      return { kind: op.kind, shape: [...op.shape], values: Array.from(op.values, saveNumber) };
    case "matmul":
      return { kind: op.kind, form: op.form };
    case "scan":
      throw new SluiceError("E_ARGUMENT", {
        where: "saveModel",
        expected: "a model of the library's layers and of operations",
        got: "a scan written by hand",
        hint: "recurrent(cell(…)) for the loop; or keep the code, save model.parameters and give them to setParameters",
      });
    case "input":
    case "variable":
    case "placeholder":
      throw new Error(`${op.kind} is no step`);
    default:
      return op as unknown as JsonObject;
  }
}

/**
 * Applies an operation from a model file; `axes` are the names that sizes may have.
 *
 * Errors: E_FORMAT for content that saveOp does not write; E_SHAPE when the inputs do not fit.
 */
export function applyOp(json: JsonObject, inputs: readonly Tensor[], where: string, axes: readonly string[]): Tensor {
  const wanted = (keys: readonly string[], count?: number) => {
    readObject(json, where, ["kind", ...keys]);
    if (count !== undefined && inputs.length !== count) throw formatError(where, `${count} inputs`, inputs.length);
    return inputs as [Tensor, Tensor, Tensor];
  };
  const int = (key: string, low = 0) => readInteger(json[key], `${where}, ${key}`, low, LARGEST);
  const ints = (key: string) =>
    readList(json[key], `${where}, ${key}`, MOST_AXES).map((i) => readInteger(i, `${where}, ${key}`, 0, MOST_AXES));
  const shape = (key: string): Shape =>
    readList(json[key], `${where}, ${key}`, MOST_AXES).map((size) => readSize(size, `${where}, ${key}`, axes));
  const position = () => readChoice(json.position, `${where}, position`, ["first", "last"]);

  switch (json.kind) {
    case "constant":
      wanted(["value"], 0);
      return g.constant(readNumber(json.value, where));
    case "array": {
      wanted(["shape", "values"], 0);
      const values = readList(json.values, `${where}, values`, MOST_NUMBERS).map((v) => readNumber(v, where));
      return g.array(values, shape("shape") as number[]);
    }
    case "size":
      wanted(["axis"], 0);
      return g.size(readSize(json.axis, `${where}, axis`, axes));
    case "random":
      return g.random(wanted(["stream", "shape"], 1)[0], int("stream"), shape("shape"));
    case "unary":
      return g[readChoice(json.name, `${where}, name`, UNARY)](wanted(["name"], 1)[0]);
    case "binary": {
      const [a, b] = wanted(["name"], 2);
      return g[readChoice(json.name, `${where}, name`, BINARY)](a, b);
    }
    case "select":
      return g.select(...wanted([], 3));
    case "matmul": {
      const [a, b] = wanted(["form"], 2);
      return g.matmul(a, b, readChoice(json.form, `${where}, form`, ["nn", "nt", "tn"]));
    }
    case "reduce": {
      const [x] = wanted(["name", "axes"], 1);
      const reduce = readChoice(json.name, `${where}, name`, ["sum", "max"]) === "sum" ? g.sum : g.reduceMax;
      return reduce(x, ints("axes"), true);
    }
    case "broadcast":
      if (json.stop === true) return g.stopGradient(wanted(["shape", "stop"], 1)[0]);
      return g.broadcast(wanted(["shape"], 1)[0], shape("shape"));
    case "reshape":
      return g.reshape(wanted(["shape"], 1)[0], shape("shape"));
    case "transpose":
      return g.transpose(wanted(["order"], 1)[0], ints("order"));
    case "slice":
      return g.slice(wanted(["axis", "start", "length"], 1)[0], int("axis"), int("start"), int("length", 1));
    case "element":
      return g.element(wanted(["position"], 1)[0], position());
    case "place":
      return g.place(wanted(["position", "axis"], 1)[0], position(), readSize(json.axis, `${where}, axis`, axes));
    case "concat":
      return g.concat(wanted(["axis"]), int("axis"));
    case "gather": {
      const [table, at] = wanted([], 2);
      return g.gather(table, unplaced(at, where));
    }
    case "scatter": {
      const [values, at] = wanted(["count"], 2);
      return g.scatter(values, unplaced(at, where), int("count", 1));
    }
    case "pad":
      return g.pad(wanted(["axis", "before", "after"], 1)[0], int("axis"), int("before"), int("after"));
    default:
      throw formatError(where, "an operation", json.kind);
  }
}

/** Indices [...] of [..., 1]. */
function unplaced(t: Tensor, where: string): Tensor {
  if (t.shape.at(-1) !== 1) throw formatError(where, "indices with a last axis of length 1", t.shape.join());
  return g.reshape(t, t.shape.slice(0, -1));
}

export function readSize(value: unknown, where: string, axes: readonly string[]): Size {
  return typeof value === "string" ? readChoice(value, where, axes) : readInteger(value, where, 1, LARGEST);
}

/** JSON has no infinities, no NaN and no −0. */
const saveNumber = (value: number): JsonValue =>
  Number.isFinite(value) && !Object.is(value, -0) ? value : Object.is(value, -0) ? "-0" : String(value);

function readNumber(value: JsonValue | undefined, where: string): number {
  if (typeof value === "number") return value;
  const texts = ["NaN", "Infinity", "-Infinity", "-0"] as const;
  return Number(readChoice(value, `${where}, a number`, texts));
}
