/** What is drawn: steps of channels, and the filters that a window of `kernel` steps is multiplied by. */
export interface Windows {
  readonly steps: number;
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly filters: number;
}

const CELL = 34;
const LEFT = 128;
const ROW = 58;

const STYLE = `
  text { font: 14px system-ui, sans-serif; fill: #24292f }
  .small { font-size: 12px; fill: #57606a }
  .cell { fill: none; stroke: #8c959f }
  .window { fill: #0072b2; fill-opacity: .16; stroke: #0072b2; stroke-width: 2 }
  .result { fill: #d55e00; fill-opacity: .2; stroke: #d55e00; stroke-width: 2 }
  .to { stroke: #d55e00; stroke-width: 1.5; fill: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .small { fill: #9da7b1 } .cell { stroke: #6e7781 }
    .window { stroke: #56b4e9; fill: #56b4e9 } .result, .to { stroke: #f0883e } .result { fill: #f0883e }
  }`;

/** A picture of a convolution at work, in SVG: a line for every place of its window, and what that place gives. */
export function slidingWindow({ steps, channels, kernel, stride, filters }: Windows): string {
  const places = Math.floor((steps - kernel) / stride) + 1;
  const column = 9;
  const block = channels * column;
  const right = LEFT + steps * CELL + 56;
  const width = right + places * CELL + 24;
  const rect = (x: number, y: number, w: number, h: number, kind: string) =>
    `<rect class="${kind}" x="${x}" y="${y}" width="${w}" height="${h}" rx="2"/>`;
  const parts: string[] = [];
  parts.push(`<text x="${LEFT}" y="24">${steps} steps of ${channels} channels</text>`);
  parts.push(`<text x="${right}" y="24">${places} steps of ${filters}</text>`);
  for (let place = 0; place < places; place++) {
    const y = 44 + place * ROW;
    const from = place * stride;
    parts.push(`<text x="16" y="${y + 16}">result ${place}</text>`);
    parts.push(`<text class="small" x="16" y="${y + 33}">steps ${from} … ${from + kernel - 1}</text>`);
    for (let t = 0; t < steps; t++)
      for (let c = 0; c < channels; c++)
        parts.push(rect(LEFT + t * CELL + 3, y + c * column, CELL - 6, column - 2, "cell"));
    parts.push(rect(LEFT + from * CELL, y - 4, kernel * CELL, block + 6, "window"));
    const [x0, x1, at] = [LEFT + (from + kernel) * CELL, right + place * CELL + 3, y + block / 2];
    parts.push(`<path class="to" d="M${x0} ${at} H${x1 - 2}" stroke-dasharray="3 3"/>`);
    for (let done = 0; done <= place; done++)
      for (let f = 0; f < filters; f++)
        parts.push(
          rect(
            right + done * CELL + 3,
            y + (channels - filters) * (column / 2) + f * column,
            CELL - 6,
            column - 2,
            done === place ? "result" : "cell",
          ),
        );
  }
  const height = 44 + places * ROW + 24;
  parts.push(
    `<text class="small" x="16" y="${height - 14}">each result is the sum of ${kernel} × ${channels} products and a bias; ` +
      `the window moves on by ${stride}</text>`,
  );
  const label = `A window of ${kernel} steps slides over ${steps} steps in strides of ${stride} and gives ${places}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}"><style>${STYLE}</style>\n${parts.join("\n")}\n</svg>\n`;
}
