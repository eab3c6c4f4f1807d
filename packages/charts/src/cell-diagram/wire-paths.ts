/** A place in a layout to the right: `along` is the way of the step, `across` the other. */
export interface Middle {
  readonly along: number;
  readonly across: number;
}

/** A piece of a path as SVG has it. */
export interface Step {
  readonly command: "M" | "L" | "C";
  readonly points: readonly Middle[];
}

/** Level through columns, bent between them. */
export function flowing(points: readonly Middle[]): Step[] {
  return points.map((point, i): Step => {
    const before = points[i - 1];
    if (before === undefined) return { command: "M", points: [point] };
    if (Math.abs(before.across - point.across) < 0.5) return { command: "L", points: [point] };
    const half = (before.along + point.along) / 2;
    return {
      command: "C",
      points: [{ along: half, across: before.across }, { along: half, across: point.across }, point],
    };
  });
}

/** Along the bottom, up between two columns, and to the node, with round corners. */
export function angular(from: Middle, riser: number, end: Middle): Step[] {
  const corner = 6;
  const up = Math.sign(end.across - from.across) * Math.min(corner, Math.abs(end.across - from.across) / 2);
  return [
    { command: "M", points: [from] },
    { command: "L", points: [{ along: riser - corner, across: from.across }] },
    {
      command: "C",
      points: [
        { along: riser, across: from.across },
        { along: riser, across: from.across },
        { along: riser, across: from.across + up },
      ],
    },
    { command: "L", points: [{ along: riser, across: end.across - up }] },
    {
      command: "C",
      points: [
        { along: riser, across: end.across },
        { along: riser, across: end.across },
        { along: Math.min(riser + corner, end.along), across: end.across },
      ],
    },
    { command: "L", points: [end] },
  ];
}

/** Where lines of one input part: at the bottom under all but its last riser, and on risers below their highest end. */
export function jointsOf(rail: number, ends: readonly Middle[]): Middle[] {
  const risers = [...new Set(ends.map(({ along }) => along))].sort((a, b) => a - b);
  const onRail = risers.slice(0, -1).map((along) => ({ along, across: rail }));
  const onRisers = risers.flatMap((along) =>
    ends
      .filter((end) => end.along === along)
      .sort((a, b) => a.across - b.across)
      .slice(1),
  );
  return [...onRail.map(({ along, across }) => ({ along, across })), ...onRisers];
}
