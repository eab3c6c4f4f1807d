import { SluiceError } from "@sluice/core";

type NodeModules = {
  "node:fs/promises": typeof import("node:fs/promises");
  "node:module": typeof import("node:module");
  "node:os": typeof import("node:os");
  "node:path": typeof import("node:path");
};

const ANYWHERE = "toSVG(), which runs anywhere";

/**
 * A module of Node itself, asked for at run time, so that no bundler for browsers meets the import.
 *
 * Errors: E_BACKEND where there is no Node.
 */
export function nodeModule<Name extends keyof NodeModules>(
  name: Name,
  where: string,
  hint = ANYWHERE,
): NodeModules[Name] {
  const found = globalThis.process?.getBuiltinModule?.(name);
  if (found !== undefined) return found as NodeModules[Name];
  throw new SluiceError("E_BACKEND", {
    where,
    expected: "Node 20.19 or newer",
    got: "a browser or another engine without files",
    hint,
  });
}

/**
 * Where a file of an installed package lies.
 *
 * Errors: E_BACKEND where there is no Node; E_FILE when the package is not installed.
 */
export function packagedFile(specifier: string, where: string, hint = ANYWHERE): string {
  const { createRequire } = nodeModule("node:module", where, hint);
  try {
    return createRequire(import.meta.url).resolve(specifier);
  } catch (cause) {
    throw new SluiceError("E_FILE", {
      where,
      expected: `the file ${specifier} of an installed package`,
      got: "no such file",
      hint: "installing the dependencies again",
      cause,
    });
  }
}
