/** Which sign separates the fraction; the other one is never skipped as a thousands separator. */
export type DecimalSign = "." | ",";

const WITH_POINT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const WITH_COMMA = /^[+-]?(?:\d+,?\d*|,\d+)(?:e[+-]?\d+)?$/i;
const MISSING = new Set(["", "na", "n/a", "#n/a", "nan", "null", "none", "-"]);
const BOOLEANS = new Map([
  ["true", 1],
  ["yes", 1],
  ["false", 0],
  ["no", 0],
]);

/** Whether a cell stands for "no value": empty, NA, N/A, #N/A, NaN, null, None or "-", in any letter case. */
export function isMissing(cell: string): boolean {
  return cell === "" || (cell.length < 8 && MISSING.has(cell.trim().toLowerCase())) || cell.trim() === "";
}

/**
 * The number a cell writes, NaN when it is missing, undefined when it is anything else.
 *
 * A number is digits with at most one decimal sign, a sign and an exponent. Thousands separators, percent and currency
 * signs, hexadecimal and infinities are not numbers here: reading them would be a guess.
 */
export function readNumber(cell: string, decimal: DecimalSign = "."): number | undefined {
  const text = cell.trim();
  if (decimal === "." ? WITH_POINT.test(text) : WITH_COMMA.test(text)) {
    const value = Number(decimal === "." ? text : text.replace(",", "."));
    return Number.isFinite(value) ? value : undefined;
  }
  return isMissing(text) ? Number.NaN : undefined;
}

/** 1 for true and yes, 0 for false and no, in any letter case; NaN when missing; undefined for anything else. */
export function readBoolean(cell: string): number | undefined {
  const text = cell.trim().toLowerCase();
  return BOOLEANS.get(text) ?? (isMissing(text) ? Number.NaN : undefined);
}

/** What to try about a cell that is not a number. */
export function numberHint(cell: string, decimal: DecimalSign = "."): string {
  const text = cell.trim();
  const other = decimal === "." ? "," : ".";
  if (/^[+-]?(?:inf(?:inity)?|∞)$/i.test(text) || /^[+-]?[\d.,]+e\+?\d+$/i.test(text)) {
    return "a finite number, or an empty cell where the value is missing";
  }
  if (text.endsWith("%")) return `${text.slice(0, -1).trim()} or its hundredth, without the percent sign`;
  if (/^[+-]?\d+[,.]\d+$/.test(text) && text.includes(other)) {
    const [whole, fraction] = text.split(other);
    const joined = `${whole}${decimal}${fraction}`;
    const meant = fraction?.length === 3 ? `${whole}${fraction} or ${joined}, whichever is meant` : joined;
    return `${meant}; or reading the file with decimal: "${other}"`;
  }
  if (/^[+-]?\d{1,3}(?:[,.' _\u00a0\u202f]\d{3})+(?:[.,]\d+)?$/.test(text)) {
    return "the digits without thousands separators";
  }
  if (/^[^\d\s.,+-]{1,3}\s?[+-]?[\d.,]+$|^[+-]?[\d.,]+\s?[^\d\s.,e]{1,3}$/.test(text)) {
    return "the bare number, without currency or unit";
  }
  return "a plain number such as 1234.5, or an empty cell where the value is missing";
}
