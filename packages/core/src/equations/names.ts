import type { Time } from "./tokens.ts";

/** What one script of a name, or one part of it between commas, says. */
export type Script =
  | { kind: "time"; time: Exclude<Time, "none">; primed: boolean }
  | { kind: "lag" }
  | { kind: "power"; exponent: number }
  | { kind: "label"; label: string }
  | { kind: "unknown" };

const tidy = (text: string) =>
  text
    .replace(/[−–]/g, "-")
    .replace(/['’]/g, "′")
    .replace(/[\s_]+/g, "");

/**
 * Reads one part of a script: t and t−1 (also in parentheses or angles) are time, a raised digit is a power, letters
 * and digits are a label. `t-1′` is a label: `h^{t-1′}` names a value of the step, not the state before it.
 */
export function readScript(text: string, raised: boolean): Script {
  const written = tidy(text);
  const inner = /^(?:\((.*)\)|<(.*)>|⟨(.*)⟩)$/su.exec(written);
  const content = inner ? (inner[1] ?? inner[2] ?? inner[3])! : written;
  if (content === "t" || content === "t′") return { kind: "time", time: "now", primed: content.length > 1 };
  if (content === "t-1") return { kind: "time", time: "previous", primed: false };
  if (/^t-1′+$/.test(content)) return { kind: "label", label: content };
  if (/^t[-+]/.test(content)) return { kind: "lag" };
  if (raised && !inner && /^\d+$/.test(content)) return { kind: "power", exponent: Number(content) };
  if (isPlainLabel(content)) return { kind: "label", label: content };
  return { kind: "unknown" };
}

const isPlainLabel = (label: string) => /^[\p{L}\p{M}\p{Nd}′]+$/u.test(label);

/** A name with one more label: `W` and `x` give `W_x`; a label that is no word keeps its braces. */
export const withLabel = (name: string, label: string): string =>
  canonical(name + (isPlainLabel(label) ? `_${label}` : `_{${label}}`));

export const canonical = (name: string): string => name.replace(/['’]/g, "′").normalize("NFC");

/** Splits a run of letters, digits and underscores: every `_t` in it is the time. */
export function splitRun(run: string): { name: string; now: boolean } {
  const name = canonical(run).replace(/(?<=.)_t(′*)(?=_|$)/gu, "$1");
  return { name, now: name !== canonical(run) };
}

/** Two names that differ only in case or bold have the same fold. */
export const fold = (name: string): string => name.normalize("NFKC").toLowerCase();

/** The name without accents, primes and bold. */
const bare = (name: string) => name.normalize("NFKD").replace(/[\p{M}′]/gu, "");

/** Whether an undeclared name of this form is a parameter: one letter of W U V R b w u v p g, digits, labels. */
export const isParameterName = (name: string): boolean => /^[WUVRbwuvpg]\d*(?:_|$)/.test(bare(name));

/** Whether a free name of this form stands for an activation that is left open: σ_g, σ_c, φ. */
export const isActivationName = (name: string): boolean => /^[σφψδ](?:_|$)/.test(bare(name));

/** The plain text of a name at a time. */
export function showName(name: string, time: Time): string {
  if (time === "previous") return `${name}_{t-1}`;
  return time === "now" && !name.endsWith("}") ? `${name}_t` : name;
}
