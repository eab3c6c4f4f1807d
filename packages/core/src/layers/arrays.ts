import { ShapeError, SluiceError } from "../errors.ts";
import { elementCount, showShape } from "../graph/size.ts";
import type { ShapedArray } from "../program.ts";

/** Numbers in arrays in arrays …, as deep as there are axes. */
export type NestedNumbers = readonly number[] | readonly NestedNumbers[];

/** What public functions take for an array: nested arrays, or numbers in row-major order with their shape. */
export type ArrayData = NestedNumbers | { readonly shape: readonly number[]; readonly data: ArrayLike<number> };

/**
 * An array as public functions take it, made dense. A Float32Array or Float64Array is used as it is, without a copy.
 *
 * Errors: E_SHAPE when nested arrays are ragged or the numbers are not as many as the shape says; E_ARGUMENT when
 * something else than a number stands in it.
 */
export function toArray(where: string, data: ArrayData): ShapedArray {
  if (Array.isArray(data)) return fromNested(where, data as NestedNumbers);
  const given = data as { shape?: unknown; data?: unknown } | null | undefined;
  if (!isShape(given?.shape) || !isNumbers(given?.data))
    throw new SluiceError("E_ARGUMENT", {
      where,
      expected: "nested arrays of numbers or { shape, data }",
      got: ArrayBuffer.isView(data) ? "a typed array without a shape" : describe(data),
    });
  const { shape, data: values } = given as { shape: readonly number[]; data: ArrayLike<number> };
  if (values.length !== elementCount(shape))
    throw new ShapeError({
      where,
      expected: `${elementCount(shape)} numbers for shape ${showShape(shape)}`,
      got: `${values.length}`,
    });
  const dense = values instanceof Float32Array || values instanceof Float64Array ? values : Float64Array.from(values);
  return { shape: [...shape], data: dense };
}

function fromNested(where: string, nested: NestedNumbers): ShapedArray {
  const shape: number[] = [];
  for (let level: unknown = nested; Array.isArray(level); level = level[0]) shape.push(level.length);
  checkLevel(where, nested, shape);
  const data = new Float64Array(elementCount(shape));
  let next = 0;
  const fill = (level: NestedNumbers | number) => {
    if (typeof level === "number") data[next++] = level;
    else for (const item of level) fill(item);
  };
  fill(nested);
  return { shape, data };
}

/** Before any memory is asked for: ragged arrays could claim a size they do not have. */
function checkLevel(where: string, level: unknown, shape: readonly number[]): void {
  const [length, ...inner] = shape;
  if (!Array.isArray(level) || level.length !== length)
    throw new ShapeError({
      where,
      expected: `${length} elements, as in the first one`,
      got: Array.isArray(level) ? `${level.length}` : describe(level),
    });
  for (let i = 0; i < length; i++) {
    const item: unknown = level[i];
    if (inner.length > 0) checkLevel(`${where}[${i}]`, item, inner);
    else if (typeof item !== "number")
      throw new SluiceError("E_ARGUMENT", { where: `${where}[${i}]`, expected: "a number", got: describe(item) });
  }
}

const isShape = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0);

const isNumbers = (value: unknown): value is ArrayLike<number> =>
  (Array.isArray(value) && value.every((x) => typeof x === "number")) ||
  (ArrayBuffer.isView(value) &&
    !(value instanceof DataView) &&
    !(value instanceof BigInt64Array) &&
    !(value instanceof BigUint64Array));

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "string" ? JSON.stringify(value) : `a value of type ${typeof value}`;
}
