/** A text as numbers of its characters. */
export interface Spelled {
  /** Every character that occurs, in the order of their codes; a character's number is its place. */
  readonly characters: readonly string[];
  readonly numbers: Uint8Array;
}

export function spell(text: string): Spelled {
  const characters = [...new Set(text)].sort();
  const places = new Map(characters.map((character, place) => [character, place]));
  return { characters, numbers: Uint8Array.from(text, (character) => places.get(character)!) };
}

/**
 * A text as examples for a stateful model: it is cut into as many streams as a batch has rows, and every batch has the next
 * `steps` characters of each, so that row r of a batch goes on where row r of the batch before ended.
 *
 * Shapes: x and y [batches · rows, steps]; y is x one character later.
 */
export function streams(numbers: Uint8Array, { rows, steps }: { rows: number; steps: number }) {
  const batches = Math.floor((numbers.length - 1) / (rows * steps));
  const length = batches * steps;
  const shape = [batches * rows, steps];
  const cut = (from: number) => {
    const data = new Float32Array(batches * rows * steps);
    for (let batch = 0; batch < batches; batch++)
      for (let row = 0; row < rows; row++) {
        const start = from + row * length + batch * steps;
        data.set(numbers.subarray(start, start + steps), (batch * rows + row) * steps);
      }
    return { shape, data };
  };
  return { x: cut(0), y: cut(1) };
}
