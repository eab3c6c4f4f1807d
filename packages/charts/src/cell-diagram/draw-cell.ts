import { escapeMarkup } from "../markup.ts";
import type { Direction, Layout, PlacedNode, PlacedWire } from "./layout.ts";
import { nameMarkup } from "./name-text.ts";
import { NUMBER_LINE, NUMBER_ROOM, NUMBER_SIZE, SMALL_SIZE } from "./node-shape.ts";

/** Colours of a drawing as CSS text. */
export interface Paint {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly wire: string;
  /** Outlines by role. */
  readonly gate: string;
  readonly candidate: string;
  readonly state: string;
  readonly value: string;
}

export interface DrawOptions {
  readonly paint: Paint;
  readonly direction: Direction;
}

const round = (value: number) => Math.round(value * 10) / 10;

/** A laid out cell as SVG content: wires first, so that nodes lie on them. A page's script fills in present values. */
export function drawCell(layout: Layout, options: DrawOptions): string {
  const { paint } = options;
  const joints = layout.joints.map(
    ({ x, y, from }) =>
      `<circle class="joint" data-from="${escapeMarkup(from)}" cx="${x}" cy="${y}" r="2.6" fill="${paint.wire}"/>`,
  );
  return [
    ...layout.wires.map((wire) => wireMarkup(wire, options)),
    ...joints,
    ...layout.nodes.map((node) => nodeMarkup(node, options)),
  ].join("\n");
}

function wireMarkup({ wire, path, end, mark, isLow }: PlacedWire, { paint, direction }: DrawOptions): string {
  const [back, side] = [7, 3.5];
  const { x, y } = end;
  const head =
    direction === "right"
      ? `M${round(x - back)} ${round(y - side)}L${x} ${y}L${round(x - back)} ${round(y + side)}`
      : `M${round(x - side)} ${round(y - back)}L${x} ${y}L${round(x + side)} ${round(y - back)}`;
  const at = direction === "right" ? { x: x - 11, y: y + (isLow ? 14 : -6) } : { x: x + (isLow ? -10 : 10), y: y - 6 };
  const sign =
    mark === null
      ? ""
      : `<text x="${round(at.x)}" y="${round(at.y)}" font-size="13" font-weight="600" text-anchor="middle" fill="${paint.text}">${mark === "minus" ? "−" : "÷"}</text>`;
  return `<g class="wire" data-from="${escapeMarkup(wire.from)}" data-to="${escapeMarkup(wire.to)}"><path d="${path}" fill="none" stroke="${paint.wire}" stroke-width="1.5"/><path d="${head}" fill="none" stroke="${paint.wire}" stroke-width="1.5" stroke-linejoin="round"/>${sign}</g>`;
}

function outlineOf({ node }: PlacedNode, paint: Paint): string {
  return node.kind === "value" ? paint[node.role] : node.kind === "operator" ? paint.value : "none";
}

function nodeMarkup(placed: PlacedNode, { paint, direction }: DrawOptions): string {
  const { node, outline, x, y, width, height, text, textSize, small } = placed;
  const parts: string[] = [];
  if (outline !== "bare") {
    const box = `x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${outline === "round" ? height / 2 : 7}"`;
    const stroke = outlineOf(placed, paint);
    parts.push(`<rect class="ground" ${box} fill="${paint.background}"/>`);
    parts.push(
      `<rect class="body" ${box} fill="${stroke}" fill-opacity="${outline === "box" ? 0.13 : 0}" stroke="${stroke}" stroke-width="${outline === "box" ? 1.8 : 1.3}"/>`,
    );
  }
  const write = (
    content: string,
    at: { x: number; y: number; size: number; fill: string; bold?: boolean; starts?: boolean; kind: string },
  ) =>
    parts.push(
      `<text class="${at.kind}" x="${round(at.x)}" y="${round(at.y)}" font-size="${at.size}"${at.bold ? ` font-weight="600"` : ""} ${at.starts ? "" : `text-anchor="middle" `}fill="${at.fill}">${content}</text>`,
    );
  const hasLine = placed.hasNumber && outline !== "round";
  const isBeside = placed.hasNumber && outline === "round";
  const rows = textSize + (small === "" ? 0 : SMALL_SIZE + 4) + (hasLine ? NUMBER_LINE : 0);
  let baseline = y - rows / 2 + textSize * 0.84;
  const leaves = direction === "right" && (node.kind === "next" || node.kind === "output");
  const own = isBeside ? x - NUMBER_ROOM / 2 : leaves ? x - width / 2 + 6 : x;
  write(nameMarkup(text, textSize), {
    ...{ x: own, y: baseline, size: textSize, kind: "name" },
    bold: outline === "box",
    starts: leaves,
    fill: node.kind === "output" || node.kind === "operator" ? paint.muted : paint.text,
  });
  if (small !== "") {
    baseline += SMALL_SIZE + 4;
    write(escapeMarkup(small), { x, y: baseline, size: SMALL_SIZE, fill: paint.muted, kind: "function" });
  }
  if (hasLine) write("", { x, y: baseline + NUMBER_LINE, size: NUMBER_SIZE, fill: paint.text, kind: "number" });
  if (isBeside)
    write("", {
      x: x + width / 2 - NUMBER_ROOM / 2 - 4,
      y: y + 4.2,
      size: NUMBER_SIZE,
      fill: paint.text,
      kind: "number",
    });
  const kind = node.kind === "value" ? `value ${node.role}` : node.kind;
  return `<g class="node ${kind}" data-node="${escapeMarkup(node.id)}">${parts.join("")}</g>`;
}
