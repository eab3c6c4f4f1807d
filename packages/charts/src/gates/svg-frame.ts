import type { Palette, Theme } from "../palette.ts";
import { round } from "../svg-header.ts";
import type { GatesFigure } from "./figure.ts";

/** What all parts of a picture share. */
export interface Frame {
  figure: GatesFigure;
  palette: Palette;
  theme: Theme;
  left: number;
  right: number;
}

/** A part of a picture, and how high it is in pixels. */
export interface Block {
  markup: string;
  height: number;
}

export const stepX = ({ figure, left, right }: Frame, step: number) =>
  left + (step / figure.axis.labels.length) * (right - left);

/** What lies behind the steps ahead. */
export function aheadShade(frame: Frame, top: number, height: number): string {
  const { figure, palette, right } = frame;
  if (figure.ahead >= figure.axis.labels.length) return "";
  const x = round(stepX(frame, figure.ahead));
  return `<rect x="${x}" y="${round(top)}" width="${round(right - x)}" height="${round(height)}" fill="${palette.ahead}"/>`;
}
