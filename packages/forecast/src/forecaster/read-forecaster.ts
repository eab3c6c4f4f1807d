import { type Container, decodeModel, encodeContainer, SluiceError } from "@sluice/core";
import { LONGEST_SEASON } from "../panel/panel.ts";
import { nextTimes } from "../time/next-times.ts";
import type { Layout } from "./examples.ts";
import type { FittedParts, FittedSettings } from "./fitted-parts.ts";
import { type InputColumn, inNameOrder } from "./input-columns.ts";
import type { Correction } from "./network.ts";
import { Fields } from "./saved-fields.ts";
import { VERSION } from "./saved-forecaster.ts";
import { SeriesView } from "./series-view.ts";
import type { Recipe } from "./smoothing.ts";
import { networkInputs } from "./train-network.ts";

type Tensors = Container["tensors"];

/**
 * The forecaster of a file.
 *
 * Errors: E_FORMAT for content that `contentOf` does not give.
 */
export function partsOf({ tensors, metadata }: Container, where: string): FittedParts {
  const saved = new Fields(metadata, where);
  if (!saved.has("forecaster")) throw formatError(where, "a forecaster that Sluice saved", "another file of Sluice");
  if (saved.integer("forecaster") !== VERSION) {
    const hint = "the version of Sluice that saved it, or a later one";
    throw formatError(where, `version ${VERSION} of a forecaster`, `${saved.integer("forecaster")}`, hint);
  }
  const settings = readSettings(saved.fields("settings"));
  const panel = readPanel(saved.fields("panel"));
  const counts = { known: panel.known.length, past: panel.past.length, static: panel.static.length };
  const inputs = saved.list("inputs").map((input) => readInput(input, counts));
  const steps = settings.strategy === "direct" ? settings.horizon : 1;
  const { lookback } = settings;
  const layout: Layout = { lookback, steps, inputs, known: inNameOrder(panel.known), season: panel.season };

  const listed = saved.list("series");
  const total = listed.reduce((sum, one) => sum + one.integer("length", 1), 0);
  const column = (name: string, count: number, length = total) => readColumns(tensors, { name, count, length, where });
  const [times] = column("series/times", 1);
  const [target] = column("series/target", 1);
  const known = column("series/known", counts.known);
  const past = column("series/past", counts.past);
  const fixed = column("series/static", counts.static, listed.length);
  let from = 0;
  const parts = listed.map((one, s) => {
    const to = from + one.integer("length", lookback + settings.horizon);
    const part = (values: Float64Array) => values.slice(from, to);
    const data = {
      id: one.text("id"),
      target: part(target!),
      known: known.map(part),
      past: past.map(part),
      static: Float64Array.from(fixed, (values) => values[s]!),
    };
    const recipes = one.list("recipes").map((recipe) => readRecipe(recipe, data.target.length));
    if (recipes.length === 0) throw formatError(where, "recipes for every series", "none");
    const view = new SeriesView(data, { recipes, scale: one.number("scale", 0) });
    const read = { times: part(times!), view };
    checkAhead(read.times, { settings, panel, where });
    from = to;
    return read;
  });
  const networks = Array.from({ length: settings.members }, (_, i) => readNetwork(tensors, i, saved.value("network")));
  for (const network of networks) checkNetwork(network, layout, where);
  return {
    settings,
    panel,
    times: parts.map(({ times }) => times),
    views: parts.map(({ view }) => view),
    networks,
    layout,
  };
}

function readSettings(saved: Fields): FittedSettings {
  return {
    cell: saved.text("cell"),
    horizon: saved.integer("horizon", 1),
    hidden: saved.integer("hidden", 1),
    layers: saved.integer("layers", 1),
    lookback: saved.integer("lookback", 1),
    epochs: saved.integer("epochs", 1),
    members: saved.integer("members", 1, 50),
    strategy: saved.choice("strategy", ["direct", "recursive"]),
  };
}

function readPanel(saved: Fields): FittedParts["panel"] {
  const time = saved.fields("time");
  const frequency = time.fields("frequency");
  const format = time.optionalText("format");
  const zone = time.optionalText("zone");
  return {
    name: saved.text("name"),
    target: saved.text("target"),
    known: saved.texts("known"),
    past: saved.texts("past"),
    static: saved.texts("static"),
    id: saved.optionalText("id"),
    season: saved.integer("season", 1, LONGEST_SEASON),
    time: {
      columns: time.texts("columns"),
      frequency: {
        unit: frequency.choice("unit", UNITS),
        every: frequency.integer("every", 1),
        ...(frequency.value("day") !== null && { day: frequency.integer("day", 1, 31) }),
      },
      layout: time.text("layout"),
      ...(format !== undefined && { format }),
      ...(zone !== undefined && { zone }),
    },
  };
}

const UNITS = [
  "month",
  "quarter",
  "year",
  "millisecond",
  "second",
  "minute",
  "hour",
  "day",
  "week",
  "business-day",
  "step",
] as const;

function readInput(saved: Fields, counts: Readonly<Record<"known" | "past" | "static", number>>): InputColumn {
  const role = saved.choice("role", ["target", "surprise", "known", "past", "static"]);
  if (role === "target" || role === "surprise") return { role };
  return { role, index: saved.integer("index", 0, counts[role] - 1) };
}

function readRecipe(saved: Fields, length: number): Recipe {
  return {
    log: saved.flag("log"),
    level: saved.number("level", 0, 1),
    trend: saved.choice("trend", ["none", "damped", "half-drift", "drift"]),
    season: saved.integer("season", 1, length),
    seasonal: saved.number("seasonal", 0, 1),
  };
}

function readColumns(
  tensors: Tensors,
  { name, count, length, where }: { name: string; count: number; length: number; where: string },
): Float64Array[] {
  if (count === 0) return [];
  const found = tensors[name];
  if (!(found?.data instanceof Float64Array) || found.shape[0] !== count || found.data.length !== count * length)
    throw formatError(
      `${where}, ${name}`,
      `${count} columns of ${length} numbers`,
      found === undefined ? "nothing" : "others",
    );
  const { data } = found;
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw formatError(`${where}, ${name}`, "finite numbers", String(data[bad]));
  return Array.from({ length: count }, (_, c) => data.subarray(c * length, (c + 1) * length));
}

function readNetwork(tensors: Tensors, index: number, metadata: unknown): Correction {
  const prefix = `network/${index}/`;
  const own = Object.keys(tensors).filter((name) => name.startsWith(prefix));
  const weights = Object.fromEntries(own.map((name) => [name.slice(prefix.length), tensors[name]!]));
  return decodeModel(encodeContainer({ tensors: weights, metadata })).model as unknown as Correction;
}

/** Milliseconds from 1970 that a date can have. */
const LAST_TIME = 8.64e15;

/** The steps ahead must have dates. */
function checkAhead(
  times: Float64Array,
  { settings, panel, where }: { settings: FittedSettings; panel: FittedParts["panel"]; where: string },
): void {
  const last = nextTimes(times.at(-1)!, panel.time, settings.horizon).times.at(-1)!;
  if (!(Math.abs(last) <= LAST_TIME)) throw formatError(`${where}, time`, "steps that end at a date", String(last));
}

/** Tries a network on nothing: what it takes and gives must be what the rest of the file says. */
function checkNetwork(network: Correction, layout: Layout, where: string): void {
  const nothing = { rows: 0, past: new Float32Array(0), future: new Float32Array(0) };
  const expected = `networks that give ${layout.steps} steps from ${layout.inputs.length} columns`;
  let shape: readonly number[];
  try {
    ({ shape } = network.predict(networkInputs(layout, nothing)));
  } catch (cause) {
    throw new SluiceError("E_FORMAT", { where, expected, got: "others", cause });
  }
  if (shape.length !== 2 || shape[1] !== layout.steps) throw formatError(where, expected, `[${shape.join(", ")}]`);
}

function formatError(where: string, expected: string, got: string, hint?: string): SluiceError {
  return new SluiceError("E_FORMAT", { where, expected, got, ...(hint !== undefined && { hint }) });
}
