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
  const powerOfTen = `10${superscript(Number(exponent))}`;
  return short === "1" ? powerOfTen : `${short}×${powerOfTen}`;
}

/**
 * A number as an axis shows it: `-1,234.50` with the given digits after the point, or `1.5×10¹²` for very large and very small ones.
 *
 * The minus is the true minus sign (U+2212), as wide as the digits.
 */
export function axisNumber(value: number, decimals: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  // Ticks have few digits, but these may lie far behind the first: 1.000000002×10¹⁵.
  const text = needsPower(size) ? power(size, 13) : grouped(size.toFixed(Math.min(decimals, 12)));
  return value < 0 ? `−${text}` : text;
}

/** Whether a logarithmic axis spans so much that its labels are better told apart by their exponents. */
export function prefersPowers(ticks: readonly number[]): boolean {
  return ticks.some((tick) => tick >= 1e7 || tick < 1e-4);
}

/** A number above 0 on a logarithmic axis: `0.02`, `50`, and `10⁻⁸`, `10⁴` where the axis prefers powers. */
export function logNumber(value: number, powers: boolean): string {
  if (powers && (value >= 1e4 || value < 1e-3)) return power(value, 13);
  // Powers of ten have logarithms that are whole up to rounding.
  return axisNumber(value, Math.max(0, -Math.floor(Math.log10(value) + 1e-9)));
}

/** A number as a table shows it: up to seven significant digits, all digits of whole numbers, grouped by thousands; powers where these say all. */
export function tableNumber(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (needsPower(size) && !(Number.isSafeInteger(size) && hasMoreDigits(size)))
    return `${value < 0 ? "−" : ""}${power(size, 6)}`;
  const plain = Number.isInteger(size)
    ? String(size)
    : String(Number(size.toPrecision(Math.max(7, 1 + wholeDigits(size)))));
  return `${value < 0 ? "−" : ""}${grouped(plain)}`;
}

/** Whether seven significant digits are not all. */
function hasMoreDigits(size: number): boolean {
  return Number(size.toPrecision(7)) !== size;
}

function wholeDigits(size: number): number {
  return Math.floor(Math.log10(size)) + 1;
}
