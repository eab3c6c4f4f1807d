/** Names as messages list them: the first dozen, and how many more. */
export function listed(names: readonly string[]): string {
  if (names.length <= 12) return names.join(", ");
  return `${names.slice(0, 12).join(", ")} and ${(names.length - 12).toLocaleString("en-US")} more`;
}
