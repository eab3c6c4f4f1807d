import { ROWS } from "../../graph/axes.ts";
import type { Node, Op, Tensor } from "../../graph/tensor.ts";
import { extent, physical } from "./layout.ts";
import type { Level } from "./level.ts";

/** Random numbers fill dense room of their own: the axes before and behind the rows, and the rows between them. */
export function lowerRandom(level: Level, n: Node, op: Extract<Op, { kind: "random" }>): void {
  const [key] = n.inputs as [Tensor];
  const [output] = n.outputs as [Tensor];
  const { lead, width } = physical(op.shape);
  const at = lead.indexOf(ROWS);
  const [outer, rows, inner] = at === -1 ? [lead, [], []] : [lead.slice(0, at), [ROWS], lead.slice(at + 1)];
  const to = level.allocate(op.shape);
  level.setView(output, to);
  level.call(
    "random",
    { view: to },
    { view: level.rows(key).view },
    op.stream,
    at === -1 ? 0 : 1,
    extent(...outer),
    extent(...rows),
    extent(...inner),
    width,
  );
}
