import type { Summary } from "@sluice/core";
import { Command } from "commander";
import { printable } from "../printable.ts";
import type { Saved } from "../saved-file.ts";
import type { Session } from "../session.ts";
import { textTable } from "../text-table.ts";
import { wholeNumber } from "../whole-number.ts";

interface SummaryFlags {
  readonly steps?: number;
  readonly json?: true;
}

const MOST_STEPS = 1_000_000;

const EXAMPLES = `
Examples:
  sluice summary shop.sluice
  sluice summary words.sluice --steps 128
  sluice summary shop.sluice --json

A file holds a forecaster (sluice forecast --save) or a model of one's own (saveModel). In shapes, B stands for rows and T for
steps. Exit status: 0 done, 1 failed, 2 wrong usage.`;

/** sluice summary MODEL: the layers of a saved model, the shapes of what they give, and how many numbers they learn. */
export function summaryCommand(session: Session): Command {
  return new Command("summary")
    .description("show the layers of a saved model, their output shapes and parameter counts")
    .argument("<model>", "the file of a forecaster or of a model")
    .option(
      "--steps <count>",
      "steps of a sequence (T; a forecaster's lookback)",
      wholeNumber("--steps", 1, MOST_STEPS),
    )
    .option("--json", "print one JSON object: kind, inputs, layers, parameters; a forecaster's settings and table, too")
    .addHelpText("after", EXAMPLES)
    .action((file: string, flags: SummaryFlags) => summarize(file, flags, session));
}

async function summarize(file: string, { steps, json }: SummaryFlags, { terminal }: Session): Promise<void> {
  const { readSaved } = await import("../saved-file.ts");
  const saved = await readSaved(file);
  const asked = steps ?? (saved.kind === "forecaster" ? saved.forecaster.settings.lookback : undefined);
  const summary = saved.model.summary(asked === undefined ? {} : { steps: asked });
  const inputs = inputsOf(saved, asked);
  const fixed = inputsOf(saved, undefined);
  if (steps !== undefined && JSON.stringify(inputs) === JSON.stringify(fixed))
    terminal.note(`--steps ${steps} changes nothing: the model reads no sequence of any length`);
  terminal.print(
    json ? `${JSON.stringify(summaryJson(saved, inputs, summary))}\n` : printable(summaryText(saved, inputs, summary)),
  );
}

type Inputs = Readonly<Record<string, readonly (string | number)[]>>;

/** The shapes of what a network takes, rows first. */
function inputsOf({ model }: Saved, steps: number | undefined): Inputs {
  const shapes = Object.entries(model.network.axes).map(([name, axes]) => [
    name,
    ["B", ...axes.map((size) => (size === "T" ? (steps ?? size) : size))],
  ]);
  return Object.fromEntries(shapes);
}

function summaryJson(saved: Saved, inputs: Inputs, { rows: layers, count }: Summary) {
  if (saved.kind === "model") return { kind: saved.kind, inputs, layers, parameters: count };
  const { settings, panel } = saved.forecaster;
  const { name, target, known, past, static: fixed, id, season } = panel;
  const table = { name, target, known, past, static: fixed, id: id ?? null, season };
  const parameters = count * settings.members;
  return { kind: saved.kind, settings, table, member: { inputs, layers, parameters: count }, parameters };
}

function summaryText(saved: Saved, inputs: Inputs, { rows, count }: Summary): string {
  const takes = Object.entries(inputs).map(([name, shape]) => `${name} [${shape.join(", ")}]`);
  const table = [
    ...rows.map(({ layer, output, parameters }) => [layer, output, grouped(parameters)]),
    ["total", "", grouped(count)],
  ];
  if (saved.kind === "forecaster") {
    const { members } = saved.forecaster.settings;
    if (members > 1) table.push([`${members} members`, "", grouped(count * members)]);
  }
  return [
    ...(saved.kind === "forecaster" ? [saved.forecaster.describe(), rolesText(saved.forecaster.panel)] : []),
    `${saved.kind === "forecaster" ? "each member takes" : "takes"} ${takes.join(", ")}`,
    "",
    textTable(["layer", "output", "parameters"], table, { left: 2 }),
  ].join("\n");
}

type Panel = Extract<Saved, { kind: "forecaster" }>["forecaster"]["panel"];

function rolesText({ name, target, known, past, static: fixed, id, season }: Panel): string {
  const role = (what: string, columns: readonly string[]) =>
    columns.length === 0 ? [] : [`${what} ${columns.join(", ")}`];
  return [
    `learnt from ${name}`,
    `target ${target}`,
    ...role("known", known),
    ...role("past", past),
    ...role("static", fixed),
    ...(id === undefined ? [] : [`series by ${id}`]),
    `season ${season}`,
  ].join(" · ");
}

const grouped = (count: number): string => count.toLocaleString("en-US");
