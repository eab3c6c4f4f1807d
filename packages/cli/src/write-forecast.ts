import type { ForecastRow } from "@sluice/forecast";
import { type NamedFile, writeOutput } from "./outputs.ts";
import type { Terminal } from "./terminal.ts";

/** Writes a forecast as a CSV file of the columns unique_id, ds and forecast. Errors: E_FILE. */
export async function writeForecast(
  output: NamedFile,
  rows: readonly ForecastRow[],
  terminal: Terminal,
): Promise<void> {
  const { writeTable } = await import("@sluice/forecast");
  const columns = {
    unique_id: rows.map(({ unique_id }) => unique_id),
    ds: rows.map(({ ds }) => ds),
    forecast: rows.map(({ forecast }) => forecast),
  };
  await writeOutput(output, terminal, (path) => writeTable(path, columns));
}
