import type { GoldenCase, SkippedCase } from "./case.ts";
import { gruEquationsCase } from "./gru-equations.ts";
import { layersCase } from "./layers.ts";
import { lossCase } from "./losses.ts";
import { notesCellsCase } from "./notes-cells.ts";
import { optimizerCase } from "./optimizers.ts";
import { recurrentCase } from "./recurrent.ts";

/** How the cases of a file are read, by file name. */
const readers: Record<string, (raw: unknown, index: number) => GoldenCase | SkippedCase> = {
  "recurrent.json": recurrentCase,
  "gru_equations.json": gruEquationsCase,
  "notes_cells.json": notesCellsCase,
  "layers.json": layersCase,
  "losses.json": lossCase,
  "optimizers.json": optimizerCase,
};

/** The cases of a file; a file that nobody reads yet is skipped case by case. */
export function casesOf(file: string, text: string): (GoldenCase | SkippedCase)[] {
  const { cases = [{}] } = JSON.parse(text) as { cases?: unknown[] };
  const reader = Object.hasOwn(readers, file) ? readers[file] : undefined;
  return cases.map((raw, index) => reader?.(raw, index) ?? { name: `${index}`, skipped: "no reader for this file" });
}
