import type { Lang } from "../words.ts";

/** What an animation's page says by itself; the script fills `{…}`. */
export interface AnimationWords {
  readonly playback: string;
  readonly first: string;
  readonly back: string;
  readonly play: string;
  readonly pause: string;
  readonly forward: string;
  readonly last: string;
  readonly step: string;
  /** `{step}` of `{steps}`. */
  readonly stepOf: string;
  readonly speed: string;
  readonly stepsPerSecond: string;
  readonly unit: string;
  readonly mean: string;
  /** `{unit}` */
  readonly oneUnit: string;
  readonly series: string;
  readonly drawing: string;
  readonly presentValues: string;
  readonly name: string;
  readonly equation: string;
  readonly value: string;
  readonly before: string;
  readonly closed: string;
  readonly open: string;
  readonly gates: string;
  readonly others: string;
  readonly unknown: string;
  readonly keys: string;
  readonly needsScript: string;
  readonly titleOf: (cell: string) => string;
}

const EN: AnimationWords = {
  playback: "Playback",
  first: "First step",
  back: "One step back",
  play: "Play",
  pause: "Pause",
  forward: "One step forward",
  last: "Last step",
  step: "Step",
  stepOf: "step {step} of {steps}",
  speed: "Speed",
  stepsPerSecond: "{count} steps a second",
  unit: "Unit",
  mean: "mean of all {units} units",
  oneUnit: "unit {unit}",
  series: "Series, with the present step marked",
  drawing: "The cell at the present step",
  presentValues: "Present values",
  name: "name",
  equation: "equation",
  value: "value",
  before: "of the step before",
  closed: "closed",
  open: "open",
  gates: "gates",
  others: "other values, each in units of its largest",
  unknown: "not known",
  keys: "Space plays and pauses, ← and → go one step, Home and End to the first and the last.",
  needsScript: "The animation needs JavaScript.",
  titleOf: (cell) => `The cell ${cell}, step by step`,
};

const ZH: AnimationWords = {
  playback: "播放控制",
  first: "第一步",
  back: "后退一步",
  play: "播放",
  pause: "暂停",
  forward: "前进一步",
  last: "最后一步",
  step: "步",
  stepOf: "第 {step} 步，共 {steps} 步",
  speed: "速度",
  stepsPerSecond: "每秒 {count} 步",
  unit: "神经元",
  mean: "全部 {units} 个神经元的均值",
  oneUnit: "神经元 {unit}",
  series: "序列，标出当前步",
  drawing: "当前步的单元",
  presentValues: "当前值",
  name: "名称",
  equation: "方程",
  value: "值",
  before: "上一步的值",
  closed: "关闭",
  open: "打开",
  gates: "门",
  others: "其他值，各以其最大值为单位",
  unknown: "未知",
  keys: "空格键播放或暂停，← 和 → 前后一步，Home 和 End 到第一步和最后一步。",
  needsScript: "动画需要 JavaScript。",
  titleOf: (cell) => `单元 ${cell} 逐步演示`,
};

export const animationWords = (lang: Lang): AnimationWords => (lang === "zh" ? ZH : EN);
