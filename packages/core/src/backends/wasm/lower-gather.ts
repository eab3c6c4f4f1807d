import type { Node, Op, Tensor } from "../../graph/tensor.ts";
import { halvedRows, MAX_HALVINGS } from "./halves.ts";
import { extent, NONE, paddedWidth, physical } from "./layout.ts";
import type { Level } from "./level.ts";

/** Rows of a table by their number. */
export function lowerGather(level: Level, n: Node): void {
  const [table, at] = n.inputs as [Tensor, Tensor];
  const [output] = n.outputs as [Tensor];
  const { width } = physical(table.shape);
  const from = level.rows(table);
  const places = level.rows(at);
  const to = level.allocate(output.shape);
  level.setView(output, to);
  level.call(
    "gather",
    { view: to },
    { view: from.view },
    from.pitch,
    table.shape[0] as number,
    { view: places.view },
    places.pitch,
    extent(...physical(at.shape).lead),
    width,
  );
}

/** Values added up by row number: rows are halved as in every sum over them. */
export function lowerScatter(level: Level, n: Node, { count }: Extract<Op, { kind: "scatter" }>): void {
  const [values, at] = n.inputs as [Tensor, Tensor];
  const [output] = n.outputs as [Tensor];
  const { lead, width } = physical(values.shape);
  const from = level.rows(values);
  const places = level.rows(at);
  const halved = halvedRows(lead, from.pitch);
  const halvedPlaces = halvedRows(lead, places.pitch);
  const to = level.allocate(output.shape);
  level.setView(output, to);
  const bytes = extent(4 * paddedWidth(width) * count * MAX_HALVINGS);
  const scratch = halved.halvings === NONE ? to : { ...to, buffer: level.buffer(bytes) };
  level.call(
    "scatter",
    { view: to },
    count,
    width,
    { view: from.view },
    halved.groupStride,
    halved.rowStride,
    { view: places.view },
    halvedPlaces.groupStride,
    halvedPlaces.rowStride,
    halved.groups,
    halved.rows,
    halved.halvings,
    { view: scratch },
  );
}
