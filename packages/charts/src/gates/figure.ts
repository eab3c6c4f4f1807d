import type { PlotLine } from "../plot.ts";
import type { RampKind } from "./color-ramp.ts";
import type { StepAxis } from "./step-axis.ts";

/** Which colour stands for which value. */
export interface HeatScale {
  ramp: RampKind;
  low: number;
  high: number;
  /** What stands at the ends of its legend. */
  lowText: string;
  highText: string;
}

/** Values over time as a row of colours for each unit or column, the rows from the top. */
export interface HeatPanel {
  /** Units are many and alike and hence drawn thin; columns have names that must be read. */
  rowsAre: "units" | "columns";
  title: string;
  /** What the title names, said after it: "gate". */
  about: string;
  /** What there is to say of all its values. */
  note: string;
  scale: HeatScale;
  rowNames: readonly string[];
  /** Panels of one group have the same rows. */
  group: string;
  /** [rows · steps]; NaN where there is none. */
  values: Float64Array;
}

/** Everything a gates chart shows, apart from size and theme. Every text in it is clean (`cleanText`). */
export interface GatesFigure {
  heading: string;
  /** What was looked at, in one line. */
  facts: string;
  warnings: readonly string[];
  notices: readonly string[];
  equations: readonly string[];
  axis: StepAxis;
  /** The first step that is forecast from the end of the data. */
  ahead: number;
  aheadLabel: string;
  target: string;
  lines: readonly PlotLine[];
  panels: readonly HeatPanel[];
}
