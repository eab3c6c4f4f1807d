import { type Code, typeCode, unsigned } from "./assembler.ts";

const name = (text: string) => {
  const bytes = [...new TextEncoder().encode(text)];
  return [...unsigned(bytes.length), ...bytes];
};

/** Functions that import each other's memory and may call imported functions of i32 parameters. */
export class ModuleWriter {
  private readonly types: number[] = [];
  private readonly imports: { name: string; type: number }[] = [];
  private readonly functions: { type: number; code: Code }[] = [];
  private readonly exported: { name: string; index: number }[] = [];

  /** The type of functions of so many i32 parameters, without result. */
  private type(parameters: number): number {
    const known = this.types.indexOf(parameters);
    if (known >= 0) return known;
    return this.types.push(parameters) - 1;
  }

  /** An imported function `kernels.name`; all imports come before the first `add`. */
  import(importName: string, parameters: number): number {
    if (this.functions.length > 0) throw new Error("imports come first");
    this.imports.push({ name: importName, type: this.type(parameters) });
    return this.imports.length - 1;
  }

  /** Adds a function of i32 parameters without result and gives its index. */
  add(parameters: number, code: Code): number {
    this.functions.push({ type: this.type(parameters), code });
    return this.imports.length + this.functions.length - 1;
  }

  export(exportName: string, index: number): void {
    this.exported.push({ name: exportName, index });
  }

  /** The module; it imports `env.memory` of any size. */
  encode(): Uint8Array<ArrayBuffer> {
    const parts: number[][] = [[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]];
    const section = (id: number, items: readonly number[][]) => {
      const length = unsigned(items.length);
      const size = items.reduce((total, item) => total + item.length, length.length);
      parts.push([id, ...unsigned(size), ...length], ...items);
    };
    section(
      1,
      this.types.map((parameters) => [0x60, ...unsigned(parameters), ...new Array(parameters).fill(typeCode.i32), 0]),
    );
    section(2, [
      [...name("env"), ...name("memory"), 0x02, 0x00, 0],
      ...this.imports.map((i) => [...name("kernels"), ...name(i.name), 0x00, ...unsigned(i.type)]),
    ]);
    section(
      3,
      this.functions.map((f) => unsigned(f.type)),
    );
    section(
      7,
      this.exported.map((e) => [...name(e.name), 0x00, ...unsigned(e.index)]),
    );
    section(
      10,
      this.functions.map((f) => f.code.encode()),
    );
    const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}
