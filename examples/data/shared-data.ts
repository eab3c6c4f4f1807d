import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Beside the project's folder: data that may be used and not shipped. */
const FOLDER = fileURLToPath(new URL("../../../shared/data/", import.meta.url));
/** The same, seen from the built examples. */
const FOLDER_OF_BUILT = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));

/** The path of a file or folder of the shared data; undefined where it is absent. */
export const sharedData = (name: string): string | undefined =>
  [FOLDER, FOLDER_OF_BUILT].map((folder) => folder + name).find((path) => existsSync(path));

/** The same for an example, which says where to get what it needs and ends where it is absent. */
export function sharedDataOrSay(name: string, from: string): string {
  const path = sharedData(name);
  if (path !== undefined) return path;
  console.error(
    `This example reads ../shared/data/${name}, seen from the project's folder, which is not there.\n${from}\nPut it in that place, and run the example again.`,
  );
  process.exit(1);
}
