import type { Panel } from "../panel/panel.ts";
import type { Forecaster } from "./forecaster.ts";
import { inputColumns } from "./input-columns.ts";
import { network } from "./network.ts";

/**
 * How many numbers each network of a forecaster would learn from a panel, counted without a fit.
 *
 * Errors: E_COLUMN for an input of the cell that is no column; E_SHAPE for a hidden size that its equations have no room for.
 */
export function parameterCount({ settings }: Forecaster, panel: Panel): number {
  const { cell, hidden, layers, horizon, strategy } = settings;
  const inputs = inputColumns(cell, panel).length;
  const steps = strategy === "direct" ? horizon : 1;
  return network({ cell, hidden, layers, inputs, steps, known: panel.known.length }).initialize({ seed: 0 }).count;
}
