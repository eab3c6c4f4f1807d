import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanText, escapeJson, escapeMarkup } from "./markup.ts";

describe("cleanText", () => {
  test("joins lines and runs of blanks into one line", () => {
    expect(cleanText("  price\n\t per   unit ")).toBe("price per unit");
  });

  test("shows characters that XML forbids, and halves of pairs, as a question mark", () => {
    expect(cleanText("a\u0000b\u0007c")).toBe("a?b?c");
    expect(cleanText("x\ud83dy")).toBe("x?y");
    expect(cleanText("\udc00x\ufffe")).toBe("?x?");
  });

  test("keeps whole pairs, accents and other scripts", () => {
    expect(cleanText("Umsätze 😀 销售 Жара")).toBe("Umsätze 😀 销售 Жара");
  });

  test("drops marks that turn the direction of the text that follows", () => {
    expect(cleanText("a\u202eb\u2067c")).toBe("abc");
  });
});

describe("escapeMarkup", () => {
  test("leaves no character that could open a tag, an entity or end a quoted attribute", () => {
    expect(escapeMarkup(`<b a="1" c='2'>&`)).toBe("&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;");
  });
});

describe("escapeJson", () => {
  test("says the same as the value, without a character that could end a script element", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = escapeJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).not.toMatch(/[<>\u2028\u2029]/);
      }),
    );
    expect(escapeJson({ a: "</script><!--" })).toBe(`{"a":"\\u003c/script\\u003e\\u003c!--"}`);
  });
});
