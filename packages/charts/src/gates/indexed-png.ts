const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Of one stored block. */
const MOST_STORED = 65_535;

let table: Uint32Array | undefined;

function crc32(bytes: Uint8Array): number {
  table ??= Uint32Array.from({ length: 256 }, (_, n) => {
    let value = n;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return ((b << 16) | a) >>> 0;
}

const word = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = new Uint8Array(4 + data.length);
  body.set([...name].map((letter) => letter.charCodeAt(0)));
  body.set(data, 4);
  const bytes = new Uint8Array(12 + data.length);
  bytes.set(word(data.length));
  bytes.set(body, 4);
  bytes.set(word(crc32(body)), 8 + data.length);
  return bytes;
}

/** A zlib stream of stored blocks: packing would depend on who packs, and a picture's bytes must not. */
function stored(bytes: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(bytes.length / MOST_STORED));
  const stream = new Uint8Array(2 + bytes.length + 5 * blocks + 4);
  stream.set([0x78, 0x01]);
  let at = 2;
  for (let block = 0; block < blocks; block++) {
    const part = bytes.subarray(block * MOST_STORED, (block + 1) * MOST_STORED);
    const { length } = part;
    stream.set([block === blocks - 1 ? 1 : 0, length & 255, length >>> 8, ~length & 255, (~length >>> 8) & 255], at);
    stream.set(part, at + 5);
    at += 5 + length;
  }
  stream.set(word(adler32(bytes)), at);
  return stream;
}

/** A picture whose pixels are numbers of colours. */
export interface IndexedPicture {
  width: number;
  height: number;
  /** [height · width] */
  pixels: Uint8Array;
  /** Red, green and blue of up to 256 colours. */
  colors: Uint8Array;
  /** The colour that is not drawn. */
  clear?: number;
}

/** A picture as PNG bytes, not packed: one byte a pixel. Source: PNG, W3C Recommendation, third edition. */
export function indexedPng({ width, height, pixels, colors, clear }: IndexedPicture): Uint8Array {
  const lines = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++) lines.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", Uint8Array.from([...word(width), ...word(height), 8, 3, 0, 0, 0])),
    chunk("PLTE", colors),
    ...(clear === undefined ? [] : [chunk("tRNS", new Uint8Array(clear + 1).fill(255, 0, clear))]),
    chunk("IDAT", stored(lines)),
    chunk("IEND", new Uint8Array()),
  ];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
