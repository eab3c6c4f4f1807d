import { type Cell, crc32c, SluiceError } from "@sluice/core";
import type { Panel } from "../panel/panel.ts";
import type { ForecasterSettings } from "./options.ts";

/** What a fit's weights follow from, as text: fits of the same identity give the same bits. */
export type FitIdentity = Readonly<Record<string, string>>;

export function identityOf(settings: ForecasterSettings, panel: Panel, seed: number): FitIdentity {
  const { cell, ...options } = settings;
  return {
    ...Object.fromEntries(
      Object.entries(options).map(([name, value]) => [name, value === undefined ? "not told" : JSON.stringify(value)]),
    ),
    seed: String(seed),
    cell: cell.name,
    equations: checksum(equationsOf(cell)),
    columns: columnsOf(panel),
    series: checksum(
      ...panel.series.flatMap(({ id, target, times, known, past, static: fixed }) => [
        id,
        target,
        times,
        ...known,
        ...past,
        fixed,
      ]),
    ),
  };
}

/**
 * Makes sure that a checkpoint belongs to a fit. The table's own name may have changed, its content may not.
 *
 * Errors: E_ARGUMENT, naming the option; E_DATA for other series.
 */
export function checkIdentity(own: FitIdentity, saved: FitIdentity, where: string): void {
  const other = Object.keys(own).find((name) => own[name] !== saved[name]);
  if (other === undefined) return;
  const hint = "the options and the table that it began with, or a fit from the start";
  if (other === "series") {
    const expected = "the series that the checkpoint was made from";
    throw new SluiceError("E_DATA", { where, expected, got: "others", hint });
  }
  const isHidden = other === "equations";
  throw new SluiceError("E_ARGUMENT", {
    where,
    expected: isHidden ? `the equations of ${saved.cell} that it began with` : `${other} ${saved[other]}, as it began`,
    got: isHidden ? "others" : own[other]!,
    hint,
  });
}

const equationsOf = (cell: Cell): string => JSON.stringify([String(cell), cell.inputs ?? null, cell.init]);

function columnsOf({ target, known, past, static: fixed, id, season, time }: Panel): string {
  return JSON.stringify({ target, known, past, static: fixed, id: id ?? null, season, time });
}

/** Of texts and numbers, each with its length, so that none runs into the next. */
function checksum(...parts: readonly (string | Float64Array)[]): string {
  let sum = 0;
  for (const part of parts) {
    const bytes = typeof part === "string" ? new TextEncoder().encode(part) : bytesOf(part);
    sum = crc32c(bytes, crc32c(new TextEncoder().encode(`${bytes.length};`), sum));
  }
  return sum.toString(16).padStart(8, "0");
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array) => new Uint8Array(buffer, byteOffset, byteLength);
