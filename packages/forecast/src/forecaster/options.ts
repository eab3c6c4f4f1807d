import { type Cell, gru, SluiceError } from "@sluice/core";
import { checkNames } from "./check-names.ts";

export interface ForecasterOptions {
  /** K: steps to forecast. */
  horizon: number;
  /** The recurrent cell: `gru` unless told. One that declares its inputs reads the panel's columns of these names. */
  cell?: Cell;
  /** Units of the cell: 16 unless told. */
  hidden?: number;
  /** Cells on top of each other: 1 unless told. */
  layers?: number;
  /** T: past steps that a forecast is made from; two seasons (horizons where there is none) unless told, fewer for short series. */
  lookback?: number;
  /** How often to go through the data: 20 times unless told, fewer for much data, more where networks prove to know much. */
  epochs?: number;
  /** Networks of different seeds whose mean is the forecast: 5 unless told. */
  members?: number;
  /**
   * `direct` (unless told): one network forecasts all steps at once. `recursive`: it forecasts one step, which is taken as if
   * it had been observed, and so on; past columns keep their last value then.
   */
  strategy?: "direct" | "recursive";
}

/** The options as they are used; what the data decide is undefined. */
export interface ForecasterSettings {
  readonly horizon: number;
  readonly cell: Cell;
  readonly hidden: number;
  readonly layers: number;
  readonly lookback: number | undefined;
  readonly epochs: number | undefined;
  readonly members: number;
  readonly strategy: "direct" | "recursive";
}

const NAMES = ["horizon", "cell", "hidden", "layers", "lookback", "epochs", "members", "strategy"] as const;
const MOST_MEMBERS = 50;

/** Errors: E_ARGUMENT for an unknown option and a value that cannot be. */
export function checkOptions(options: ForecasterOptions): ForecasterSettings {
  const where = "forecaster";
  if (typeof options !== "object" || options === null)
    throw new SluiceError("E_ARGUMENT", { where, expected: "options such as { horizon: 12 }", got: String(options) });
  checkNames(where, options, NAMES);
  const { horizon, cell = gru, hidden = 16, layers = 1, lookback, epochs, members = 5, strategy = "direct" } = options;
  if (typeof cell?.step !== "function") {
    const hint = typeof cell === "string" ? `cellNamed(${JSON.stringify(cell)})` : "lstm, or cell(name, equations)";
    throw new SluiceError("E_ARGUMENT", { where: `${where} cell`, expected: "a cell", got: describe(cell), hint });
  }
  if (strategy !== "direct" && strategy !== "recursive") {
    const expected = '"direct" or "recursive"';
    throw new SluiceError("E_ARGUMENT", { where: `${where} strategy`, expected, got: describe(strategy) });
  }
  for (const [name, value] of Object.entries({ horizon, hidden, layers, members, lookback, epochs })) {
    if ((value === undefined && name !== "horizon") || (Number.isSafeInteger(value) && value! >= 1)) continue;
    const expected = "a whole number above 0";
    throw new SluiceError("E_ARGUMENT", { where: `${where} ${name}`, expected, got: describe(value) });
  }
  if (cell.inputs !== undefined && Number(layers) > 1) {
    const expected = `1 with the cell "${cell.name}", which names its columns: a cell above it would not read them`;
    throw new SluiceError("E_ARGUMENT", { where: `${where} layers`, expected, got: String(layers) });
  }
  if (members > MOST_MEMBERS) {
    const expected = `at most ${MOST_MEMBERS}`;
    throw new SluiceError("E_ARGUMENT", { where: `${where} members`, expected, got: String(members) });
  }
  return { horizon, cell, hidden, layers, lookback, epochs, members, strategy };
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "number" || value === undefined || value === null
    ? `${value}`
    : `a value of type ${typeof value}`;
}
