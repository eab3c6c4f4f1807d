/** One number from several, without order. */
export const mix = (...numbers: number[]) =>
  numbers.reduce((hash, n) => Math.imul(hash ^ (n + 0x9e3779b9), 0x85ebca6b) >>> 3, 17);

/** Multiples of 1/16 from −1.5 to 1.5, without order, the same for the same name: exact in float32, with some ties. */
export function scattered(name: string, count: number): Float64Array {
  let state = [...name].reduce((hash, letter) => mix(hash, letter.charCodeAt(0)), 7) | 1;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (Math.floor((state / 2 ** 32) * 49) - 24) / 16;
  });
}
