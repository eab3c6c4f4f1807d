const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function superscript(exponent: number): string {
  return String(exponent).replace(/[-\d]/g, (digit) => (digit === "-" ? "⁻" : SUPERSCRIPTS[Number(digit)]!));
}

/** Whether plain digits would be too long to read: from 10¹² on, and below 10⁻⁴. */
export function needsPower(magnitude: number): boolean {
  return magnitude >= 1e12 || (magnitude > 0 && magnitude < 1e-4);
}

function grouped(digits: string): string {
  const [whole, fraction] = digits.split(".") as [string, string?];
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

function power(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits).split("e") as [string, string];
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return `${short}×10${superscript(Number(exponent))}`;
}

/**
 * A number as an axis shows it: `-1,234.50` with the given digits after the point, or `1.5×10¹²` for very large and very small ones.
 *
 * The minus is the true minus sign (U+2212), as wide as the digits.
 */
export function axisNumber(value: number, decimals: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = needsPower(size) ? power(size, 6) : grouped(size.toFixed(Math.min(decimals, 12)));
  return value < 0 ? `−${text}` : text;
}

/** A number as a table shows it: up to seven significant digits, all digits of whole numbers, grouped by thousands. */
export function tableNumber(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (needsPower(size)) return `${value < 0 ? "−" : ""}${power(size, 6)}`;
  const plain = Number.isInteger(size)
    ? String(size)
    : String(Number(size.toPrecision(Math.max(7, 1 + wholeDigits(size)))));
  return `${value < 0 ? "−" : ""}${grouped(plain)}`;
}

function wholeDigits(size: number): number {
  return Math.floor(Math.log10(size)) + 1;
}
