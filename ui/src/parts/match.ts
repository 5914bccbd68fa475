// Finding by typing: accents and case do not count, words may come in any order, and a long word also finds
// its other endings ("conexao" finds "Conexões").

const stemFrom = 6;
const endingMax = 2;

export function matches(label: string, typed: string): boolean {
  const text = folded(label);
  return folded(typed)
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word) || (word.length >= stemFrom && text.includes(word.slice(0, -endingMax))));
}

/** Those that fit, and before the others those where a word begins as was typed. */
export function matching<T>(all: readonly T[], labelOf: (one: T) => string, typed: string): T[] {
  const first = folded(typed).trim();
  const begins = (one: T) =>
    folded(labelOf(one))
      .split(/[^\p{L}\p{N}]+/u)
      .some((word) => word.startsWith(first));
  return all
    .filter((one) => matches(labelOf(one), typed))
    .toSorted((one, other) => Number(begins(other)) - Number(begins(one)));
}

function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLocaleLowerCase("pt-BR");
}
