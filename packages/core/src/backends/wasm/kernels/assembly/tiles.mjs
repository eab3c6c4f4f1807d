import { writeTile } from "./tile.mjs";

/**
 * For vectors of 128 bits: the tiles of strips of 1, 2 … rows, each row of this table the widest first and their panels powers
 * of two down to one. With few rows, wide tiles keep enough sums under way at a time.
 */
const narrow = {
  strip: [
    [{ panels: 4, fence: 4 }, { panels: 2 }, { panels: 1 }],
    [{ panels: 2, pairs: "rows" }, { panels: 1 }],
    [{ panels: 1, steps: 8 }],
    // The work horse: 8 sums, 2 vectors of B, 1 of A and 1 product fit the 15 registers that V8 hands out.
    [{ panels: 1, steps: 16 }],
  ],
  packedStrip: [[{ panels: 1 }], [{ panels: 1 }], [{ panels: 1 }], [{ panels: 1, steps: 16 }]],
};

/** For vectors of 256 bits, as V8's revectorizer makes them of pairs. */
const wide = {
  strip: [
    [{ panels: 4 }, { panels: 2 }, { panels: 1 }],
    [{ panels: 4 }, { panels: 2 }, { panels: 1 }],
    [{ panels: 2 }, { panels: 1 }],
    [{ panels: 2, steps: 8 }, { panels: 1 }],
    // 10 sums, 2 vectors of B, 1 of A and 2 products: all 15 registers.
    [{ panels: 2, steps: 16 }, { panels: 1 }],
  ],
  // 5 does not divide the 8 columns in which A is packed.
  packedStrip: [
    [{ panels: 2 }, { panels: 1 }],
    [{ panels: 2 }, { panels: 1 }],
    [{ panels: 2 }, { panels: 1 }],
    [{ panels: 2, steps: 16 }, { panels: 1 }],
  ],
};

const tileSets = { narrow, wide };

/**
 * The module "./tiles" of the matrix products, in one of two styles: `strip` computes 0 to TILE_ROWS rows of C, `packedStrip`
 * 0 to 4 rows from an A that is packed eight columns wide. TILE_COLUMNS is the width of the tile that does most of the work.
 */
export function writeTiles(style) {
  const { strip, packedStrip } = tileSets[style];
  return [
    `export const TILE_ROWS: usize = ${strip.length};`,
    `export const TILE_COLUMNS: usize = ${8 * strip.at(-1)[0].panels};`,
    writeStrips({ name: "strip", style, tiles: strip, aStep: 4 }),
    // Packed eight columns wide, one step of k lies 32 bytes further.
    writeStrips({ name: "packedStrip", style, tiles: packedStrip, aStep: 32 }),
  ].join("\n");
}

const ARGUMENTS = "depth, a, aRow, b, bPanel, c, cPitch, add";

function writeStrips({ name, style, tiles, aStep }) {
  const nameOf = (rows, columns) => `${name}${rows}x${columns}`;
  const written = tiles.flatMap((row, i) =>
    [...row, { panels: 0.5 }].map((tile) =>
      writeTile({ ...tile, name: nameOf(i + 1, 8 * tile.panels), style, rows: i + 1, aStep }),
    ),
  );
  return `${written.join("\n")}
export function ${name}(
  rows: usize, columns: usize, depth: usize,
  a: usize, aRow: usize, b: usize, bPanel: usize, c: usize, cPitch: usize, add: bool,
): void {
  const panels = columns >> 3;
  ${tiles.map((row, i) => writeCase({ rows: i + 1, row, nameOf })).join(" else ")}
}`;
}

function writeCase({ rows, row, nameOf }) {
  return `if (rows === ${rows}) {
    ${row.map(({ panels }, i) => writeGroups(nameOf(rows, 8 * panels), panels, i === 0)).join("\n")}
    if ((columns & 4) !== 0) ${nameOf(rows, 4)}(1, ${ARGUMENTS});
  }`;
}

/** As many groups as fit, or the one that may be left after wider ones. */
function writeGroups(tile, panels, first) {
  const shift = Math.log2(panels);
  const groups = first ? `panels >> ${shift}` : `(panels >> ${shift}) & 1`;
  return `{
        const groups: usize = ${groups};
        if (groups !== 0) {
          ${tile}(groups, ${ARGUMENTS});
          b += groups * bPanel << ${shift};
          c += groups << ${5 + shift};
        }
      }`;
}
