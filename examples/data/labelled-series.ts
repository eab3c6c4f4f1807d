import { readFileSync } from "node:fs";
import type { ShapedArray } from "@sluice/core";

/** A series of several channels and the class that it is of. */
export interface LabelledSeries {
  /** By channel, then by step. */
  readonly channels: readonly (readonly number[])[];
  readonly label: string;
}

/**
 * Reads a file of the UEA archive's layout: lines of channels divided by colons, the class behind the last one.
 *
 *     0.1,0.2,0.3:7,8,9:walking        two channels of three steps
 */
export function readLabelledSeries(path: string): LabelledSeries[] {
  const lines = readFileSync(path, "utf8").split(/\r?\n/);
  const from = lines.findIndex((line) => line.trim().toLowerCase() === "@data") + 1;
  return lines
    .slice(from)
    .filter((line) => line !== "")
    .map((line) => {
      const parts = line.split(":");
      return { channels: parts.slice(0, -1).map((channel) => channel.split(",").map(Number)), label: parts.at(-1)! };
    });
}

/** Series as a model takes them. */
export interface Classified {
  /** [B, T, C]: T is the longest's, shorter ones end in zeros. */
  readonly x: ShapedArray;
  /** [B] */
  readonly lengths: number[];
  /** [B]: numbers of the classes. */
  readonly y: number[];
}

/** Turns series into arrays, every channel to mean 0 and deviation 1 over the series that a model learns from. */
export function arrays(learned: readonly LabelledSeries[]) {
  const classes = [...new Set(learned.map(({ label }) => label))].sort();
  const scales = learned[0]!.channels.map((_, c) => {
    const values = learned.flatMap(({ channels }) => channels[c]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, deviation: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
  });
  const toArrays = (series: readonly LabelledSeries[]): Classified => {
    const lengths = series.map(({ channels }) => channels[0]!.length);
    const steps = Math.max(...lengths);
    const data = new Float32Array(series.length * steps * scales.length);
    series.forEach(({ channels }, row) => {
      scales.forEach(({ mean, deviation }, c) => {
        channels[c]!.forEach((value, t) => {
          data[(row * steps + t) * scales.length + c] = (value - mean) / deviation;
        });
      });
    });
    return {
      x: { shape: [series.length, steps, scales.length], data },
      lengths,
      y: series.map(({ label }) => classes.indexOf(label)),
    };
  };
  return { classes, toArrays };
}
