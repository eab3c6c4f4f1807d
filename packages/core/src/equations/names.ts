import type { Time } from "./tokens.ts";

/** What one script of a name, or one part of it between commas, says. */
export type Script =
  | { kind: "time"; time: Exclude<Time, "none">; primed: boolean }
  | { kind: "lag" }
  | { kind: "power"; exponent: number }
  | { kind: "transposed" }
  | { kind: "label"; label: string }
  | { kind: "unknown" };

// Unicode's small lowered and raised letters and digits: hₜ₋₁ is h_{t-1}, x² is x^2.
export const LOWERED = "\u2080-\u208E\u2090-\u209C\u1D62-\u1D6A";
export const RAISED = "\u00B2\u00B3\u00B9\u2070\u2071\u2074-\u207F\u02B0-\u02B8\u1D2C-\u1D61";
const SMALL = new RegExp(`[${LOWERED}${RAISED}]`, "gu");

const tidy = (text: string) =>
  text
    .replace(SMALL, (small) => small.normalize("NFKC"))
    .replace(/[−–‐‑－]/g, "-")
    .replace(/['’]/g, "′")
    .replace(/[\s_]+/g, "");

/**
 * Reads one part of a script: t and t−1 (also in brackets or angles) are time, a raised digit is a power, letters
 * and digits are a label. `t-1′` is a label: `h^{t-1′}` names a value of the step, not the state before it.
 */
export function readScript(text: string, raised: boolean): Script {
  const written = tidy(text);
  const inner = /^(?:\((.*)\)|<(.*)>|⟨(.*)⟩|\[(.*)\])$/su.exec(written);
  const content = inner ? (inner[1] ?? inner[2] ?? inner[3] ?? inner[4])! : written;
  if (content === "t" || content === "t′") return { kind: "time", time: "now", primed: content.length > 1 };
  if (content === "t-1") return { kind: "time", time: "previous", primed: false };
  if (/^t-1′+$/.test(content)) return { kind: "label", label: content };
  if (/^t[-+]/.test(content)) return { kind: "lag" };
  if (raised && !inner && /^\d+$/.test(content)) return { kind: "power", exponent: Number(content) };
  if (raised && content === "⊤") return { kind: "transposed" };
  if (isPlainLabel(content)) return { kind: "label", label: content };
  return { kind: "unknown" };
}

const isPlainLabel = (label: string) => /^[\p{L}\p{M}\p{Nd}′]+$/u.test(label);

/** A name with one more label: `W` and `x` give `W_x`; a label that is no word keeps its braces. */
export const withLabel = (name: string, label: string): string =>
  canonical(name + (isPlainLabel(label) ? `_${label}` : `_{${label}}`));

export const canonical = (name: string): string =>
  /^\w*$/.test(name) ? name : name.replace(/['’]/g, "′").normalize("NFC");

/** Splits a run of letters, digits and underscores: every `_t` in it is the time. */
export function splitRun(run: string): { name: string; now: boolean } {
  const whole = canonical(run);
  const name = whole.replace(/(?<=.)_t(′*)(?=_|$)/gu, "$1");
  return { name, now: name !== whole };
}

/** Two names that differ only in case or bold have the same fold. */
export const fold = (name: string): string => name.normalize("NFKC").toLowerCase();

/** The name without bold. */
export const unbold = (name: string): string =>
  /\uD835/.test(name)
    ? name.replace(/[\u{1D400}-\u{1D433}]/gu, (letter) => letter.normalize("NFKC")).normalize("NFC")
    : name;

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
