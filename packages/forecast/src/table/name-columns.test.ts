import { expect, test } from "vitest";
import { readTable } from "./read-table.ts";

test.each(["2024-01-01,100.4\n2024-01-02,101.2\n", "31.01.2024;7\n01.02.2024;8\n", "1949-01,112\n1949-02,118\n"])(
  "a table without a header is refused, its first row not taken for one: %j",
  async (text) => {
    await expect(readTable({ name: "bare.csv", text })).rejects.toThrow(
      /E_FORMAT.*a header row with column names, got only numbers and dates/,
    );
  },
);
