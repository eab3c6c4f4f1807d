import { readdirSync, readFileSync } from "node:fs";

export interface Name {
  readonly text: string;
  /** Number of the language. */
  readonly language: number;
}

/** Reads a folder with a file of names for every language, `Czech.txt`. */
export function readNames(folder: string): { languages: string[]; names: Name[] } {
  const files = readdirSync(folder).sort();
  const names = files.flatMap((file, language) => {
    const lines = readFileSync(`${folder}/${file}`, "utf8").split(/\r?\n/);
    const own = new Set(lines.map((line) => line.trim().toLowerCase()).filter((line) => line !== ""));
    return [...own].map((text) => ({ text, language }));
  });
  return { languages: files.map((file) => file.replace(/\.txt$/, "")), names };
}

/** Every fifth name is kept to be tried on. */
export function split(names: readonly Name[]): { learned: Name[]; others: Name[] } {
  const isOther = (_: Name, i: number) => i % 5 === 2;
  return { learned: names.filter((name, i) => !isOther(name, i)), others: names.filter(isOther) };
}

/** Characters of names as numbers; 0 is one that was not met. */
export function alphabet(names: readonly Name[]) {
  const met = [...new Set(names.flatMap(({ text }) => [...text]))].sort();
  const numbers = new Map(met.map((character, i) => [character, i + 1]));
  /** Shapes: x [B, T], T the longest's. */
  const toArrays = (chosen: readonly Name[]) => {
    const spelled = chosen.map(({ text }) => [...text].map((character) => numbers.get(character) ?? 0));
    const lengths = spelled.map(({ length }) => length);
    const steps = Math.max(...lengths);
    const data = new Float32Array(chosen.length * steps);
    for (const [row, characters] of spelled.entries()) data.set(characters, row * steps);
    return { x: { shape: [chosen.length, steps], data }, lengths, y: chosen.map(({ language }) => language) };
  };
  return { size: met.length + 1, toArrays };
}
