import { formatError } from "../../files/checked-json.ts";
import type { Backup, Engine } from "../../program.ts";
import type { Watch } from "../early-stopping.ts";
import type { Position } from "../position.ts";
import type { Step } from "../step/step.ts";
import type { Content, Values } from "./content.ts";

/** A training that is on: what its next step goes on from. */
export interface Live {
  readonly engine: Engine;
  /** Names of all parameters of the model. */
  readonly parameters: readonly string[];
  readonly step: Step;
  readonly at: Position;
  /** Rows that are done after so many steps of an epoch, undefined where an epoch has fewer; absent where nobody knows. */
  readonly rowsAfter?: ((steps: number) => number | undefined) | undefined;
  readonly losses: number[];
  /** Parameters at the end of the epoch before. */
  readonly before: Backup;
  readonly watch: Watch | undefined;
}

/** A copy of all that the training goes on from. */
export function snapshot({ engine, parameters, step, at, losses, before, watch }: Live): Content {
  const now = read(engine, parameters);
  let last: Values | undefined;
  if (at.step > 0) {
    before.restore();
    last = read(engine, parameters);
    write(engine, now);
  }
  return {
    position: { ...at, sums: { ...at.sums } },
    losses: [...losses],
    memory: step.memory(),
    parameters: now,
    before: last,
    variables: read(engine, Object.keys(step.variables)),
    best: watch?.best,
  };
}

/** Goes on from there. Errors: E_FORMAT for a position that the training cannot have; nothing is written then. */
export function goOnFrom(live: Live, content: Content, where: string): void {
  const { engine, step, at, losses, before, watch } = live;
  const { position } = content;
  if (live.rowsAfter !== undefined && live.rowsAfter(position.step) !== position.rows)
    throw formatError(`${where}, rows`, "those of its steps", position.rows);
  if (position.step > 0 !== (content.before !== undefined))
    throw formatError(`${where}, step`, "weights of the epoch before, within an epoch", position.step);
  const kept = content.before ?? content.parameters;
  for (const [name, { data }] of Object.entries(kept))
    if (!data.every(Number.isFinite)) throw formatError(`${where}, ${name}`, "finite weights", "others");
  // The copy is made as when the epoch began.
  write(engine, kept);
  before.keep();
  write(engine, content.parameters);
  write(engine, content.variables);
  step.goOnFrom(content.memory);
  losses.splice(0, losses.length, ...content.losses);
  if (watch !== undefined) watch.best = content.best;
  Object.assign(at, position);
}

const read = (engine: Engine, names: readonly string[]): Values =>
  Object.fromEntries(names.map((name) => [name, engine.read(name)]));

function write(engine: Engine, values: Values): void {
  for (const [name, { data }] of Object.entries(values)) engine.write(name, data);
}
