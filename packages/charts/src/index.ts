export type { Chart, HtmlOptions, PngOptions, SaveOptions, SvgOptions } from "./chart.ts";
export type { ChartValues, ForecastBand, ForecastChartData, ForecastSeries, SeriesRole } from "./chart-data.ts";
export { type ForecastChartOptions, forecastChart } from "./forecast-chart.ts";
export { type HistoryChartData, type HistorySeries, historyChart } from "./history-chart.ts";
export type { Theme } from "./palette.ts";
