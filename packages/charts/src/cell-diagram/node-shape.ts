import type { WiringNode } from "@sluice/core";
import { cleanText } from "../markup.ts";
import { fitText, textWidth } from "../text-width.ts";
import { type NameText, nameText, nameWidth } from "./name-text.ts";
import type { DiagramWords } from "./words.ts";

export const NAME_SIZE = 15;
export const SMALL_SIZE = 11;
export const NUMBER_SIZE = 12;
/** Height of the line below a node that holds its present value. */
export const NUMBER_LINE = 16;
/** Width of a present value beside an operator. */
export const NUMBER_ROOM = 46;
export const OPERATOR_HEIGHT = 26;

/** A node as it is drawn, apart from where. */
export interface NodeShape {
  readonly node: WiringNode;
  readonly outline: "box" | "round" | "bare";
  readonly text: NameText;
  readonly textSize: number;
  /** The function of a value. */
  readonly small: string;
  readonly hasNumber: boolean;
  /** Of the whole, the present value included. */
  readonly width: number;
  readonly height: number;
}

/** What a node shows and how much room that takes; `hasNumber` leaves room for a present value. */
export function nodeShape(node: WiringNode, words: DiagramWords, hasNumber: boolean): NodeShape {
  const line = hasNumber ? NUMBER_LINE : 0;
  const least = line === 0 ? 0 : NUMBER_ROOM;
  if (node.kind === "value") {
    const text = nameText(node.name, "now");
    const small = node.activation ?? "";
    const width = Math.max(48, least + 14, nameWidth(text, NAME_SIZE, true) + 22, textWidth(small, SMALL_SIZE) + 20);
    return {
      hasNumber,
      node,
      outline: "box",
      text,
      textSize: NAME_SIZE,
      small,
      width,
      height: (small === "" ? 32 : 44) + line,
    };
  }
  if (node.kind === "operator") {
    const label = fitText(cleanText(node.label), 13, 120);
    const text = node.operation === "linear" ? nameText(node.label, "none") : { base: label, below: "" };
    const own = Math.max(OPERATOR_HEIGHT, nameWidth(text, 13) + (nameWidth(text, 13) > 14 ? 16 : 0));
    const width = own + (hasNumber ? NUMBER_ROOM : 0);
    return { hasNumber, node, outline: "round", text, textSize: 13, small: "", width, height: OPERATOR_HEIGHT };
  }
  const text = endText(node, words);
  // What leaves the step is as wide as the widest of it may be, so that all of it begins on one line.
  const leaves = node.kind === "next" || node.kind === "output";
  const width = Math.max(least, leaves ? 64 : 0, nameWidth(text, NAME_SIZE) + 12);
  return { hasNumber, node, outline: "bare", text, textSize: NAME_SIZE, small: "", width, height: 28 + line };
}

function endText(node: Exclude<WiringNode, { kind: "value" | "operator" }>, words: DiagramWords): NameText {
  switch (node.kind) {
    case "previous":
      return nameText(node.name, "previous");
    case "next":
      return nameText(node.name, "now");
    case "output":
      return { base: words.output, below: "" };
    case "input": {
      const time = node.previous ? "t−1" : "t";
      if (node.columnName !== null) return { base: fitText(cleanText(node.columnName), NAME_SIZE, 140), below: time };
      return { base: "x", below: node.column === null ? time : `${time},${node.column}` };
    }
  }
}
