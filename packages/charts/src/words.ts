import { SluiceError } from "@sluice/core";

/** The language of what a chart says by itself; names and titles are those of the data. */
export type Lang = "en" | "zh";

/** What charts say by themselves. */
export interface Words {
  /** For `lang` attributes. */
  tag: string;
  actual: string;
  fitted: string;
  forecast: string;
  heldOutForecast: string;
  time: string;
  epoch: string;
  loss: string;
  heldOutFrom(time: string): string;
  forecastFrom(time: string): string;
  forecastOf(name: string): string;
  bestEpoch(epoch: number): string;
  interval(percent: number): string;
  untitledForecast: string;
  untitledHistory: string;
  untitledLines(y: string, x: string): string;
  /** A name and its unit. */
  inUnits(name: string, unit: string): string;
  /** A name that two plans share, told apart. */
  ofPlan(name: string, plan: string): string;
  noValues: string;
  /** In place of the legend's entries that have no room. */
  more(count: number): string;
  lower(band: string): string;
  upper(band: string): string;
  allValues: string;
  seriesToShow: string;
  needsScript: string;
  year(year: number): string;
  /** Month counts from 0. */
  month(month: number): string;
  dayOfMonth(month: number, day: number): string;
  dayOfYear(year: number, month: number, day: number): string;
  summary: {
    lineChart(y: string, span: string, parts: string): string;
    at(axis: string, label: string): string;
    span(axis: string, first: string, last: string): string;
    nothing(line: string): string;
    constant(line: string, count: number, value: string): string;
    range(line: string, count: number, low: string, high: string, last: string): string;
    intervals(names: string): string;
    separator: string;
  };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const counted = (count: number) => (count === 1 ? "1 value" : `${count} values`);

const EN: Words = {
  tag: "en",
  actual: "actual",
  fitted: "fitted",
  forecast: "forecast",
  heldOutForecast: "forecast of held-out steps",
  time: "time",
  epoch: "epoch",
  loss: "loss",
  heldOutFrom: (time) => `held out from ${time}`,
  forecastFrom: (time) => `forecast from ${time}`,
  forecastOf: (name) => `Forecast of ${name}`,
  bestEpoch: (epoch) => `best: epoch ${epoch}`,
  interval: (percent) => `${percent} %`,
  untitledForecast: "Forecast",
  untitledHistory: "Training history",
  untitledLines: (y, x) => `${y} by ${x}`,
  inUnits: (name, unit) => `${name} (${unit})`,
  ofPlan: (name, plan) => `${name} · ${plan}`,
  noValues: "no values to draw",
  more: (count) => `+ ${count} more`,
  lower: (band) => `${band}, lower`,
  upper: (band) => `${band}, upper`,
  allValues: "All values as a table",
  seriesToShow: "Series to show",
  needsScript: "The drawing needs JavaScript; the table holds all its values.",
  year: (year) => String(year),
  month: (month) => MONTHS[month]!,
  dayOfMonth: (month, day) => `${day} ${MONTHS[month]}`,
  dayOfYear: (year, month, day) => `${day} ${MONTHS[month]} ${year}`,
  summary: {
    lineChart: (y, span, parts) => `Line chart${y === "" ? "" : ` of ${y}`}, ${span}. ${parts}.`,
    at: (axis, label) => `at ${axis} ${label}`,
    span: (axis, first, last) => `${axis} ${first} to ${last}`,
    nothing: (line) => `${line}: no values`,
    constant: (line, count, value) => `${line}: ${counted(count)}, ${value}`,
    range: (line, count, low, high, last) => `${line}: ${counted(count)} from ${low} to ${high}, the last ${last}`,
    intervals: (names) => `intervals: ${names}`,
    separator: "; ",
  },
};

const ZH: Words = {
  tag: "zh-Hans",
  actual: "实际值",
  fitted: "拟合值",
  forecast: "预测值",
  heldOutForecast: "留出期预测值",
  time: "时间",
  epoch: "轮次",
  loss: "损失",
  heldOutFrom: (time) => `自 ${time} 起留出`,
  forecastFrom: (time) => `自 ${time} 起预测`,
  forecastOf: (name) => `${name}预测`,
  bestEpoch: (epoch) => `最佳：第 ${epoch} 轮`,
  interval: (percent) => `${percent}% 预测区间`,
  untitledForecast: "预测",
  untitledHistory: "训练过程",
  untitledLines: (y, x) => `${y}与${x}`,
  inUnits: (name, unit) => `${name}（${unit}）`,
  ofPlan: (name, plan) => `${name} · ${plan}`,
  noValues: "没有可绘制的值",
  more: (count) => `另有 ${count} 项`,
  lower: (band) => `${band}下限`,
  upper: (band) => `${band}上限`,
  allValues: "全部数值表",
  seriesToShow: "显示的序列",
  needsScript: "绘图需要 JavaScript；下表列出了全部数值。",
  year: (year) => `${year}年`,
  month: (month) => `${month + 1}月`,
  dayOfMonth: (month, day) => `${month + 1}月${day}日`,
  dayOfYear: (year, month, day) => `${year}年${month + 1}月${day}日`,
  summary: {
    lineChart: (y, span, parts) => `${y === "" ? "" : `${y}的`}折线图，${span}。${parts}。`,
    at: (axis, label) => `${axis} ${label}`,
    span: (axis, first, last) => `${axis} ${first} 至 ${last}`,
    nothing: (line) => `${line}：无值`,
    constant: (line, count, value) => `${line}：${count} 个值，${value}`,
    range: (line, count, low, high, last) => `${line}：${count} 个值，${low} 至 ${high}，末值 ${last}`,
    intervals: (names) => `预测区间：${names}`,
    separator: "；",
  },
};

const LANGUAGES: Readonly<Record<Lang, Words>> = { en: EN, zh: ZH };

/** The words of a language; English when none is named. Errors: E_ARGUMENT for one that charts do not speak. */
export function wordsOf(lang: Lang = "en"): Words {
  if (Object.hasOwn(LANGUAGES, lang)) return LANGUAGES[lang];
  throw new SluiceError("E_ARGUMENT", {
    where: "chart, lang",
    expected: Object.keys(LANGUAGES).join(" or "),
    got: JSON.stringify(lang) ?? "none",
  });
}
