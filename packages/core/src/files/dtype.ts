/** The element types that Sluice stores, by their safetensors names; BOOL is one byte, 0 or 1. */
export type Dtype = "F64" | "F32" | "I32" | "U32" | "BOOL";

export type TensorData = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

interface Kind {
  /** Bytes of one element. */
  size: number;
  /** The class of the typed array, which also holds for one from another realm, where `instanceof` does not. */
  array: string;
  view(buffer: ArrayBuffer): TensorData;
}

export const DTYPES: ReadonlyMap<string, Kind & { dtype: Dtype }> = new Map(
  Object.entries({
    F64: { size: 8, array: "Float64Array", view: (buffer: ArrayBuffer) => new Float64Array(buffer) },
    F32: { size: 4, array: "Float32Array", view: (buffer: ArrayBuffer) => new Float32Array(buffer) },
    I32: { size: 4, array: "Int32Array", view: (buffer: ArrayBuffer) => new Int32Array(buffer) },
    U32: { size: 4, array: "Uint32Array", view: (buffer: ArrayBuffer) => new Uint32Array(buffer) },
    BOOL: { size: 1, array: "Uint8Array", view: (buffer: ArrayBuffer) => new Uint8Array(buffer) },
  } satisfies Record<Dtype, Kind>).map(([dtype, kind]) => [dtype, { ...kind, dtype: dtype as Dtype }]),
);

const BY_ARRAY = new Map([...DTYPES.values()].map((kind) => [kind.array, kind.dtype]));

/** The dtype that a typed array is stored as, if any. */
export function dtypeOf(data: unknown): Dtype | undefined {
  return ArrayBuffer.isView(data) ? BY_ARRAY.get((data as TensorData)[Symbol.toStringTag]) : undefined;
}
