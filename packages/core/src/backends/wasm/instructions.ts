import type { Shape, Size } from "../../graph/size.ts";
import type { BinaryName, UnaryName } from "../../graph/tensor.ts";
import type { Buffer, Extent, View } from "./layout.ts";

/** One value of a chain; operands are positions of earlier values. */
export type ChainValue =
  | { readonly kind: "load"; readonly input: number }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "unary"; readonly name: UnaryName; readonly x: number }
  | { readonly kind: "binary"; readonly name: BinaryName; readonly x: number; readonly y: number }
  | { readonly kind: "select"; readonly condition: number; readonly a: number; readonly b: number }
  /** Zero where |x| < 2⁻⁶³. */
  | { readonly kind: "flush"; readonly x: number };

/** Elementwise work over rows of `width` lanes: loads, values, stores. */
export interface Chain {
  readonly lead: Shape;
  readonly width: number;
  readonly inputs: readonly View[];
  readonly values: readonly ChainValue[];
  readonly outputs: readonly { readonly value: number; readonly view: View }[];
}

/** An argument of a kernel: a number, a run-time number, or the address where a view starts. */
export type Argument = number | Extent | { readonly view: View };

export type Instruction =
  | { readonly kind: "chain"; readonly chain: Chain }
  | { readonly kind: "call"; readonly kernel: string; readonly args: readonly Argument[] }
  | { readonly kind: "clear"; readonly view: View; readonly bytes: Extent }
  | {
      readonly kind: "loop";
      readonly id: number;
      readonly axis: Size;
      readonly reverse: boolean;
      /** Steps that a round takes where it takes several: the last along the axis has what is left. */
      readonly segment?: number | undefined;
      readonly body: readonly Instruction[];
      /** Buffers whose content does not outlast one round. */
      readonly own: ReadonlySet<Buffer>;
    };

/** Every view that an instruction touches, loops included. */
export function touchedViews(instruction: Instruction): View[] {
  switch (instruction.kind) {
    case "chain":
      return [...instruction.chain.inputs, ...instruction.chain.outputs.map((output) => output.view)];
    case "call":
      return instruction.args.flatMap((arg) => (typeof arg === "object" && "view" in arg ? [arg.view] : []));
    case "clear":
      return [instruction.view];
    case "loop":
      return instruction.body.flatMap(touchedViews);
  }
}
