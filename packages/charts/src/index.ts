export {
  type CellAnimation,
  type CellAnimationHtmlOptions,
  type CellAnimationOptions,
  cellAnimation,
} from "./cell-animation/cell-animation.ts";
export type { CellRun, Steps } from "./cell-animation/cell-run.ts";
export {
  type CellDiagram,
  type CellDiagramOptions,
  cellDiagram,
  type DiagramHtmlOptions,
  type DiagramPngOptions,
  type DiagramSvgOptions,
} from "./cell-diagram/cell-diagram.ts";
export type { Chart, HtmlOptions, PngOptions, SaveOptions, SvgOptions } from "./chart.ts";
export type { ChartValues, ForecastBand, ForecastChartData, ForecastSeries, SeriesRole } from "./chart-data.ts";
export { type ForecastChartOptions, forecastChart } from "./forecast-chart.ts";
export { type GatesChartOptions, gatesChart } from "./gates/gates-chart.ts";
export { type HistoryChartData, type HistorySeries, historyChart } from "./history-chart.ts";
export { type LineChartData, type LineSeries, lineChart } from "./line-chart.ts";
export type { Theme } from "./palette.ts";
export { type PanelsOptions, panels } from "./panels.ts";
export type { Plan, PlanChartData } from "./plan-data.ts";
export type { Lang } from "./words.ts";
