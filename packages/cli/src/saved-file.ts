import { loadModel, type Model, readContainer, SluiceError } from "@sluice/core";
import type { FittedForecaster } from "@sluice/forecast";

type Looked = Pick<Model, "summary" | "network">;

/** A file of Sluice that holds networks, and the one to look at. */
export type Saved =
  | { readonly kind: "model"; readonly model: Looked }
  | { readonly kind: "forecaster"; readonly model: Looked; readonly forecaster: FittedForecaster };

/**
 * Reads what core's `saveModel` or `sluice forecast --save` wrote, whichever it is.
 *
 * Errors: E_FILE when it cannot be read; E_FORMAT when it is neither, was cut off or changed.
 */
export async function readSaved(path: string): Promise<Saved> {
  const { metadata } = await readContainer(path);
  const says = (name: string) => typeof metadata === "object" && metadata !== null && Object.hasOwn(metadata, name);
  if (says("model")) return { kind: "model", model: (await loadModel(path)).model };
  if (says("forecaster")) {
    const { loadForecaster } = await import("@sluice/forecast");
    const forecaster = await loadForecaster(path);
    return { kind: "forecaster", model: forecaster.networks[0]!, forecaster };
  }
  const isCheckpoint = ["checkpoint", "fitCheckpoint", "dividedCheckpoint"].some(says);
  throw new SluiceError("E_FORMAT", {
    where: path,
    expected: "a model or a forecaster that Sluice saved",
    got: isCheckpoint ? "a checkpoint, of work that has not ended" : "another file of Sluice",
  });
}
