/** The remainders of the 256 bytes for the reversed polynomial 0x82F63B78. */
const TABLE = new Int32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0x82f63b78 : 0);
  TABLE[byte] = remainder;
}

/**
 * The CRC-32C (Castagnoli) checksum of bytes; `before`, the checksum of what came earlier, continues it.
 *
 * Finds every error burst of up to 32 bits and misses others once in 2^32; it is no protection against intent.
 * Source: Castagnoli, Bräuer and Herrmann 1993; parameters of RFC 3720, appendix B.4.
 */
export function crc32c(bytes: Uint8Array, before = 0): number {
  let remainder = ~before;
  for (let i = 0; i < bytes.length; i++) remainder = TABLE[(remainder ^ bytes[i]!) & 0xff]! ^ (remainder >>> 8);
  return ~remainder >>> 0;
}
