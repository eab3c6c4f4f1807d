import type { GoldenCase, GoldenRun, SkippedCase } from "./case.ts";
import { flightsCase } from "./flights-lstm.ts";
import { gruEquationsCase } from "./gru-equations.ts";
import { layersCase } from "./layers.ts";
import { lossCase } from "./losses.ts";
import { notesCellsCase } from "./notes-cells.ts";
import { optimizerCase } from "./optimizers.ts";
import { recurrentCase } from "./recurrent.ts";

type AnyCase = GoldenCase | GoldenRun | SkippedCase;

/** How the cases of a file are read, by file name. */
const readers: Record<string, (raw: unknown, index: number) => AnyCase> = {
  "recurrent.json": recurrentCase,
  "gru_equations.json": gruEquationsCase,
  "notes_cells.json": notesCellsCase,
  "layers.json": layersCase,
  "losses.json": lossCase,
  "optimizers.json": optimizerCase,
  "flights_lstm.json": flightsCase,
};

/** The cases of a file, which may be one itself; a file that nobody reads yet is skipped case by case. */
export function casesOf(file: string, text: string): AnyCase[] {
  const parsed = JSON.parse(text) as { cases?: unknown[] };
  const { cases = [parsed] } = parsed;
  const reader = Object.hasOwn(readers, file) ? readers[file] : undefined;
  return cases.map((raw, index) => reader?.(raw, index) ?? { name: `${index}`, skipped: "no reader for this file" });
}
