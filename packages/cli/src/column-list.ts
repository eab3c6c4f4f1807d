/** The columns that a flag lists, "price,holiday" or "单价，节假日"; a column whose own name has a comma may stand alone. */
export function columnList(text: string, columns: readonly string[]): string[] {
  if (columns.includes(text)) return [text];
  return text
    .split(/[,，]/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
