import type { GateRole, WatchableValue } from "@sluice/core";
import type { InspectionWarning, ValueStatistics } from "./inspection.ts";

/** Of a gate's values: beyond, it is stuck. */
const STUCK = 0.95;

/**
 * What a reader should look at, a sentence each: gates that stand open or closed nearly always, more than 95 % of their values being
 * above 0.95 or below 0.05, and units of a state that hardly vary.
 */
export function warningsOf(
  statistics: readonly ValueStatistics[],
  values: readonly Pick<WatchableValue, "address" | "roles" | "size">[],
): InspectionWarning[] {
  return statistics.flatMap((one): InspectionWarning[] => {
    const { address, kind, nearZero, nearOne, deadUnits } = one;
    const { roles, size } = values.find((value) => value.address === address)!;
    if (nearZero !== null && nearZero > STUCK) return [stuck(one, "closed", nearZero, roles)];
    if (nearOne !== null && nearOne > STUCK) return [stuck(one, "open", nearOne, roles)];
    if (kind !== "state" || deadUnits.length === 0) return [];
    const share = deadUnits.length / size;
    const units = `${deadUnits.length} of the ${size} units of ${placeOf(one)} hardly ever ${deadUnits.length === 1 ? "changes" : "change"}`;
    return [
      {
        kind: "dead",
        address,
        share,
        message: `${units}: they tell the forecast nothing about these data, and a smaller hidden size might do as well.`,
      },
    ];
  });
}

function stuck(
  one: ValueStatistics,
  kind: "closed" | "open",
  share: number,
  roles: readonly GateRole[],
): InspectionWarning {
  const where = kind === "closed" ? "below 0.05" : "above 0.95";
  const is = `gate ${placeOf(one)} is nearly always ${kind} (${percent(share)} of its values are ${where})`;
  const means = roles.map((role) => meaning(role, kind)).filter((text) => text !== undefined);
  return { kind, address: one.address, share, message: `${is}: ${means.join("; ") || elsewhere(kind)}.` };
}

/** What it means for a state, and so for the forecast, that a gate always stands there. */
function meaning({ state, keeps, writes, carried }: GateRole, stands: "closed" | "open"): string | undefined {
  const kept = keeps === undefined ? undefined : keeps === stands;
  const written = writes === undefined ? undefined : writes === stands;
  if (!carried && written !== undefined)
    return written
      ? `${state} always shows all that it could, as if the gate were not there, so that the forecast would do without it`
      : `${state} stays near 0, so that the forecast hears next to nothing of what the cell has read`;
  if (kept === true && written === false)
    return `${state} stays as it is and takes in next to nothing, so that the forecast hardly hears of the data`;
  if (kept === false && written === true)
    return `${state} is written anew at every step, so that the forecast rests on the last step or two alone`;
  if (kept === true) return `${state} forgets next to nothing, so that the forecast goes on hearing of steps long past`;
  if (kept === false)
    return `${state} forgets at every step what it held, so that the forecast rests on the last step or two alone`;
  if (written === true)
    return `${state} takes in all that every step brings, be it news or noise, and so does the forecast`;
  if (written === false) return `${state} takes in next to nothing, so that the forecast hardly hears of the data`;
  return undefined;
}

const elsewhere = (stands: "closed" | "open"): string =>
  stands === "open"
    ? "what it multiplies always gets through, as if the gate were not there, so that the forecast would do without it"
    : "what it multiplies never gets through, so that the forecast is made without it";

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.9995 ? 1 : 0)} %`;

const placeOf = ({ name, layer }: ValueStatistics): string => (layer === 0 ? name : `${name} of layer ${layer + 1}`);
