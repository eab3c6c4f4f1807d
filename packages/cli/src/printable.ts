/** Text for a terminal: names come from files, and no escape sequence in one may reach it. Lines stay lines. */
export const printable = (text: string): string => text.replace(/(?![\n\t])\p{Cc}/gu, "\uFFFD");
