import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTable } from "./read-table.ts";

const read = (text: string, options = {}) => readTable({ name: "sales.csv", text }, options);
const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === "string" ? [...new TextEncoder().encode(part)] : part)));
const readBytes = (content: Uint8Array, options = {}) => readTable({ name: "sales.csv", bytes: content }, options);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("readTable sources", () => {
  test("reads a file by path and calls it by its name without folders", async () => {
    const path = join(folder, "shop.csv");
    await writeFile(path, "date,sales\n2011-01-01,5\n2011-01-02,6\n");
    const table = await readTable(path);
    expect(table.name).toBe("shop.csv");
    expect(table.columns).toEqual(["date", "sales"]);
    expect(table.rowCount).toBe(2);
    expect(table.text("date")).toEqual(["2011-01-01", "2011-01-02"]);
    expect([...table.numbers("sales")]).toEqual([5, 6]);
    expect(table.encoding).toBe("UTF-8");
  });

  test("reads a File, a Blob, bytes and text alike", async () => {
    const content = "a,b\n1,2\n";
    const file = await readTable(new File([content], "given.csv"));
    expect(file.name).toBe("given.csv");
    for (const table of [
      file,
      await readTable(new Blob([content])),
      await readBytes(bytes(content)),
      await read(content),
    ]) {
      expect([...table.numbers("b")]).toEqual([2]);
    }
  });

  test("a missing file is E_FILE with its path", async () => {
    await expect(readTable(join(folder, "nope.csv"))).rejects.toMatchObject({
      code: "E_FILE",
      message: expect.stringMatching(/nope\.csv: expected a file that can be read, got no such file/),
    });
  });

  test("a folder is E_FILE", async () => {
    await expect(readTable(folder)).rejects.toMatchObject({ code: "E_FILE", got: "a folder" });
  });

  test("sources past maxBytes are refused, by path, as bytes and as text", async () => {
    const path = join(folder, "large.csv");
    await writeFile(path, "a\n1\n2\n3\n");
    const tooLarge = { code: "E_MEMORY" };
    await expect(readTable(path, { maxBytes: 5 })).rejects.toMatchObject(tooLarge);
    await expect(readBytes(bytes("a\n1\n2\n3\n"), { maxBytes: 5 })).rejects.toMatchObject(tooLarge);
    await expect(read("a\n1\n2\n3\n", { maxBytes: 5 })).rejects.toMatchObject(tooLarge);
    await expect(readTable(new Blob(["a\n1\n2\n3\n"]), { maxBytes: 5 })).rejects.toMatchObject(tooLarge);
  });

  test.skipIf(process.platform === "win32")("an endless device stops at maxBytes", async () => {
    await expect(readTable("/dev/zero", { maxBytes: 1 << 22 })).rejects.toMatchObject({ code: "E_MEMORY" });
  });

  test("anything else is E_ARGUMENT, as are unknown options", async () => {
    await expect(readTable(5 as never)).rejects.toMatchObject({ code: "E_ARGUMENT" });
    await expect(readTable(null as never)).rejects.toMatchObject({ code: "E_ARGUMENT" });
    await expect(read("a\n1", { separator: "x" })).rejects.toMatchObject({ code: "E_ARGUMENT" });
    await expect(read("a\n1", { decimal: "x" })).rejects.toMatchObject({ code: "E_ARGUMENT" });
    await expect(readBytes(bytes("a\n1"), { encoding: "klingon" })).rejects.toMatchObject({ code: "E_ARGUMENT" });
  });
});

describe("readTable encodings", () => {
  test("drops the UTF-8 byte order mark", async () => {
    const marked = await readBytes(bytes([0xef, 0xbb, 0xbf], "größe\n1\n"));
    expect(marked.columns).toEqual(["größe"]);
    expect((await read("\ufeffgröße\n1\n")).columns).toEqual(["größe"]);
  });

  test("reads UTF-16 of either order by its byte order mark", async () => {
    const little = await readBytes(bytes([0xff, 0xfe, 0x79, 0, 0x0a, 0, 0x31, 0, 0x0a, 0]));
    const big = await readBytes(bytes([0xfe, 0xff, 0, 0x79, 0, 0x0a, 0, 0x31, 0, 0x0a]));
    expect([little.encoding, [...little.numbers("y")]]).toEqual(["UTF-16LE", [1]]);
    expect([big.encoding, [...big.numbers("y")]]).toEqual(["UTF-16BE", [1]]);
  });

  test("reads GB18030 and Latin 1 when told", async () => {
    const chinese = await readBytes(bytes([0xcf, 0xfa, 0xc1, 0xbf], "\n7\n"), { encoding: "gb18030" });
    expect(chinese.columns).toEqual(["销量"]);
    expect(chinese.encoding).toBe("GB18030");
    expect((await readBytes(bytes([0xe9], "\n7\n"), { encoding: "latin1" })).columns).toEqual(["é"]);
  });

  test("bytes that are not UTF-8 are E_FORMAT with the row, never replacement characters", async () => {
    await expect(readBytes(bytes("a,b\n1,x\n2,", [0xe9], "\n"))).rejects.toMatchObject({
      code: "E_FORMAT",
      row: 3,
      hint: expect.stringContaining("encoding"),
    });
  });

  test.each([
    ["an Excel workbook", bytes("PK", [3, 4, 20, 0]), /Excel/],
    ["a gzip archive", bytes([0x1f, 0x8b, 8, 0]), /gzip/],
    ["a picture", bytes([0x89], "PNG", [13, 10, 26, 10, 0, 0]), /E_FORMAT/],
    ["zero bytes", bytes("a,b\n1,", [0], "\n"), /zero character at position 7/],
    ["UTF-16 without a mark", bytes([0x79, 0, 0x0a, 0, 0x31, 0]), /utf-16le/],
  ])("%s is E_FORMAT", async (_, content, message) => {
    await expect(readBytes(content)).rejects.toMatchObject({
      code: "E_FORMAT",
      message: expect.stringMatching(message),
    });
  });

  test("a zero character in text is E_FORMAT", async () => {
    await expect(read("a\n\u00001\n")).rejects.toMatchObject({ code: "E_FORMAT" });
  });
});

describe("readTable rows", () => {
  test.each([
    ["LF", "a,b\n1,2\n3,4\n"],
    ["LF without the last", "a,b\n1,2\n3,4"],
    ["CRLF", "a,b\r\n1,2\r\n3,4\r\n"],
    ["bare CR", "a,b\r1,2\r3,4\r"],
    ["mixed", "a,b\r\n1,2\n3,4\r"],
  ])("line ends %s", async (_, text) => {
    const table = await read(text);
    expect([...table.numbers("a")]).toEqual([1, 3]);
    expect([...table.numbers("b")]).toEqual([2, 4]);
  });

  test.each([",", ";", "\t", "|"])("finds the separator %j, also when cells hold other ones", async (separator) => {
    const other = separator === "," ? ";" : ",";
    const text = [
      ["date", "no", "y"],
      ["a", `"1${other}5"`, "2"],
      ["b", `"2${other}5"`, "3"],
    ]
      .map((row) => row.join(separator))
      .join("\n");
    const table = await read(text);
    expect(table.columns).toEqual(["date", "no", "y"]);
    expect(table.text("no")).toEqual([`1${other}5`, `2${other}5`]);
  });

  test("semicolons with decimal commas are read when told the decimal sign", async () => {
    const table = await read("date;y\n2011-01-01;1,5\n2011-01-02;2,25\n", { decimal: "," });
    expect([...table.numbers("y")]).toEqual([1.5, 2.25]);
  });

  test("quoted fields hold separators, quotes and line ends; a row of several lines counts once", async () => {
    const table = await read('"na me","a,b"\n"x ""y""\nz",1\nw,bad\n');
    expect(table.columns).toEqual(["na me", "a,b"]);
    expect(table.text("na me")).toEqual(['x "y"\nz', "w"]);
    expect(() => table.numbers("a,b")).toThrow(/row 3/);
  });

  test("blank rows are left out but counted, in errors too", async () => {
    const table = await read("a,b\n\n1,2\n,\n3,x\n\n\n");
    expect(table.rowCount).toBe(2);
    expect([table.row(0), table.row(1)]).toEqual([3, 5]);
    expect(() => table.numbers("b")).toThrow(/column b, row 5/);
  });

  test("in a single column, empty lines between values are missing values", async () => {
    const table = await read("y\n1\n\n3\n\n");
    expect([...table.numbers("y")]).toEqual([1, Number.NaN, 3]);
    expect(table.row(2)).toBe(4);
  });

  test.each([
    ["too many fields", "a,b\n1,2\n1,2,3\n", 3, /expected 2 fields as in the header, got 3/],
    ["too few fields", "a,b\n1,2\n1\n", 3, /expected 2 fields as in the header, got 1/],
    ["a quote that never closes", 'a,b\n1,2\n"1,2\n3,4\n', 3, /never closed/],
    ["text after a quote", 'a,b\n"1"x,2\n', 2, /after a closing quote/],
  ])("%s is E_FORMAT with the row", async (_, text, row, message) => {
    await expect(read(text)).rejects.toMatchObject({
      code: "E_FORMAT",
      row,
      message: expect.stringMatching(message),
    });
  });

  test.each([
    ["empty", "", /got an empty file/],
    ["only blanks", " \n\n", /got an empty file/],
    ["only a header", "date,sales\n", /got only the header/],
  ])("a table that is %s is E_FORMAT", async (_, text, message) => {
    await expect(read(text)).rejects.toMatchObject({ code: "E_FORMAT", message: expect.stringMatching(message) });
  });
});

describe("readTable header", () => {
  test("names are trimmed", async () => {
    expect((await read(" date , sales\n1,2\n")).columns).toEqual(["date", "sales"]);
  });

  test("a name that occurs twice is E_FORMAT with both places", async () => {
    await expect(read("a,b,a\n1,2,3\n")).rejects.toThrow(/row 1: .* got "a" as columns 1 and 3/);
  });

  test("a column without a name is called by its place, and left out when empty; both are noted", async () => {
    const table = await read(",y,\n0,5,\n1,6,\n");
    expect(table.columns).toEqual(["column 1", "y"]);
    expect(table.notices).toEqual([
      'column 1 has no name: called "column 1"',
      "column 3 has no name and no values: left out",
    ]);
  });

  test("a file that starts with numbers has no header: E_FORMAT", async () => {
    await expect(read("0.78,1.61\n0.79,1.62\n")).rejects.toMatchObject({ code: "E_FORMAT", row: 1 });
  });

  test("names that objects have of themselves are names like others", async () => {
    const table = await read("__proto__,constructor\n1,2\n");
    expect([...table.numbers("__proto__"), ...table.numbers("constructor")]).toEqual([1, 2]);
    expect(() => table.text("toString")).toThrow(/E_COLUMN/);
  });
});

describe("Table columns", () => {
  test("an unknown column is E_COLUMN with the nearest name", async () => {
    const table = await read("date,sales,price\n1,2,3\n");
    expect(() => table.text("Sale")).toThrow(
      '[E_COLUMN] sales.csv: expected a column "Sale", got none of that name. Try sales.',
    );
    expect(() => table.numbers("weather")).toThrow(/Try one of date, sales, price\./);
  });

  test("text in a number column is E_DATA with file, column, row, the cell and what to try", async () => {
    const table = await read('date,price\n2011-01-01,5\n2011-01-02,"1,234"\n');
    expect(() => table.numbers("price")).toThrow(
      '[E_DATA] sales.csv, column price, row 3: expected a number, got "1,234". Try 1234 or 1.234, whichever is meant; or reading the file with decimal: ",".',
    );
  });

  test("infinities are E_DATA", async () => {
    for (const cell of ["inf", "-Infinity", "1e999", "∞"]) {
      const table = await read(`a,b\n1,${cell}\n`);
      expect(() => table.numbers("b"), cell).toThrow(/E_DATA.*finite number/);
    }
  });

  test("control characters of a file never reach a message", async () => {
    const table = await read("a\u001b[31m,b\nx\u001b[2J,1\n");
    const message = (() => {
      try {
        table.numbers(table.columns[0]!);
      } catch (error) {
        return String(error);
      }
      return "";
    })();
    expect(message).toMatch(/E_DATA/);
    expect(message).not.toContain("\u001b");
  });

  test("yes and no are numbers only where booleans are asked for", async () => {
    const table = await read("a\nyes\nNO\nTrue\n\nfalse\n");
    expect(() => table.numbers("a")).toThrow(/E_DATA/);
    expect([...table.numbers("a", { booleans: true })]).toEqual([1, 0, 1, Number.NaN, 0]);
  });
});
