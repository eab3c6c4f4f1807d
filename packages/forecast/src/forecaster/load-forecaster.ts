import { decodeContainer, readContainer } from "@sluice/core";
import { FittedForecaster } from "./fitted-forecaster.ts";
import { partsOf } from "./read-forecaster.ts";

/**
 * Reads a forecaster from a file: its forecasts are the same to the last bit. Nothing in it is evaluated as code.
 *
 * Errors: E_FILE when it cannot be read; E_FORMAT when it is no forecaster, was cut off or changed.
 */
export async function loadForecaster(path: string): Promise<FittedForecaster> {
  return new FittedForecaster(partsOf(await readContainer(path), path));
}

/** The forecaster that `encode` made bytes of, for places without files. Errors: E_FORMAT, as `loadForecaster`. */
export function decodeForecaster(bytes: Uint8Array, where = "forecaster"): FittedForecaster {
  return new FittedForecaster(partsOf(decodeContainer(bytes, where), where));
}
