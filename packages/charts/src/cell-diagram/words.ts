import type { ValueRole } from "@sluice/core";
import type { Lang } from "../words.ts";

/** What a cell's drawing says by itself. */
export interface DiagramWords {
  readonly output: string;
  readonly roles: Readonly<Record<ValueRole, string>>;
  readonly titleOf: (cell: string) => string;
  readonly reads: (names: string) => string;
  readonly carries: (names: string) => string;
  readonly computes: (equations: string) => string;
  readonly gives: (name: string) => string;
  readonly separator: string;
}

const EN: DiagramWords = {
  output: "output",
  roles: { gate: "gate, 0 to 1", candidate: "candidate, −1 to 1", state: "state", value: "other value" },
  titleOf: (cell) => `The cell ${cell}`,
  reads: (names) => `It reads ${names}.`,
  carries: (names) => `From step to step it carries ${names}.`,
  computes: (equations) => `It computes ${equations}.`,
  gives: (name) => `It gives out ${name}.`,
  separator: "; ",
};

const ZH: DiagramWords = {
  output: "输出",
  roles: { gate: "门，0 至 1", candidate: "候选值，−1 至 1", state: "状态", value: "其他值" },
  titleOf: (cell) => `单元 ${cell}`,
  reads: (names) => `读入 ${names}。`,
  carries: (names) => `逐步传递 ${names}。`,
  computes: (equations) => `计算 ${equations}。`,
  gives: (name) => `输出 ${name}。`,
  separator: "；",
};

export const diagramWords = (lang: Lang): DiagramWords => (lang === "zh" ? ZH : EN);
