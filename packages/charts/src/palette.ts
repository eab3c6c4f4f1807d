export type Theme = "light" | "dark";

/** The colours of one theme, each told from the others by readers with any of the common kinds of colour blindness. */
export interface Palette {
  background: string;
  text: string;
  muted: string;
  gridLine: string;
  axisLine: string;
  /** Fill behind what a pointer is on. */
  span: string;
  /** Fill behind the steps held out. */
  heldOut: string;
  /** Fill behind the steps ahead. */
  ahead: string;
  /** The vertical line of a mark. */
  spanLine: string;
  actual: string;
  fitted: string;
  forecast: string;
  /** For every further line, in order. */
  others: readonly string[];
}

/**
 * Light and dark colours. Lines keep a contrast of at least 3 to 1 and texts of at least 4.5 to 1 with the background.
 *
 * Source: the first three hues follow Okabe & Ito 2008, "Color Universal Design"; dark lightens them.
 */
export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    background: "#ffffff",
    text: "#1b1f24",
    muted: "#59616b",
    gridLine: "#e6e9ed",
    axisLine: "#9aa2ad",
    span: "#f3f4f7",
    heldOut: "#f1f3f6",
    ahead: "#fdf3ea",
    spanLine: "#7a828d",
    actual: "#0072b2",
    fitted: "#009470",
    forecast: "#d55e00",
    others: ["#a3458f", "#9a6b00", "#4b3ea8", "#5f6670", "#8c1c4f", "#2b7d9c"],
  },
  dark: {
    background: "#14171c",
    text: "#e8ebef",
    muted: "#a3abb6",
    gridLine: "#2b3038",
    axisLine: "#6b7480",
    span: "#1e222a",
    heldOut: "#1e222a",
    ahead: "#2a221d",
    spanLine: "#8b94a0",
    actual: "#56b4e9",
    fitted: "#2fc79c",
    forecast: "#ff8a4c",
    others: ["#e39bc6", "#e6b422", "#a9a5f7", "#b8bdc6", "#f07aa0", "#7fd3e6"],
  },
};
