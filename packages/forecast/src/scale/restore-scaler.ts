import { SluiceError } from "@sluice/core";
import { type FittedScaler, linear, type ScalerState } from "./scaler.ts";

/**
 * The fitted scaler of a saved state.
 *
 * Errors: E_FORMAT when the state is not one that a scaler of this version saved.
 */
export function restoreScaler(state: ScalerState): FittedScaler {
  const { kind, shift, scale, offset } = (state ?? {}) as Partial<ScalerState>;
  const isKnown = kind === "min-max" || kind === "standard";
  const isWhole = [shift, scale, offset].every(Number.isFinite) && scale! > 0;
  if (isKnown && isWhole) return linear({ kind, shift: shift!, scale: scale!, offset: offset! });
  throw new SluiceError("E_FORMAT", {
    where: "restoreScaler",
    expected: '{ kind: "min-max" or "standard", shift, scale above 0, offset }',
    got: JSON.stringify(state) ?? "nothing",
  });
}
