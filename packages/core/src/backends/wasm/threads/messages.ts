/** A piece of memory: a byte address and what is written there. */
export interface Write {
  readonly address: number;
  readonly values: Float32Array;
}

/** A piece of memory to read: a byte address and how many floats. */
export interface Read {
  readonly address: number;
  readonly count: number;
}

/** What a worker is sent; it answers each message, in their order. */
export type ToWorker =
  | { readonly kind: "kernels"; readonly modules: readonly WebAssembly.Module[] }
  | { readonly kind: "program"; readonly id: number; readonly module: WebAssembly.Module }
  | {
      readonly kind: "run";
      readonly id: number;
      /** Memory that the run needs in all. */
      readonly bytes: number;
      readonly writes: readonly Write[];
      readonly args: readonly number[];
      readonly reads: readonly Read[];
    };

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly values: readonly Float32Array<ArrayBuffer>[] }
  /** There is no memory for what was asked. */
  | { readonly kind: "full"; readonly bytes: number; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string };
