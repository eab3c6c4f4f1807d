import leven from "leven";
import { listed } from "./listed.ts";

/** The candidate most like `name` (letter case apart), or undefined when none is within a third of its length. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.trim().toLowerCase();
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = leven(wanted, candidate.toLowerCase());
    if (distance < least && distance <= Math.max(1, Math.ceil(candidate.length / 3))) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** The hint of an unknown name: the nearest one, or the first dozen there are. */
export function nameHint(name: string, candidates: readonly string[]): string {
  return nearestName(name, candidates) ?? `one of ${listed(candidates)}`;
}
