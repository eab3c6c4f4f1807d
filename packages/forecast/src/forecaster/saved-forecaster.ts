import type { FittedParts } from "./fitted-parts.ts";
export function contentOf(_parts: FittedParts): { tensors: Record<string, never>; metadata: unknown } { return { tensors: {}, metadata: null }; }
